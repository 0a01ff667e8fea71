//! What the registers of the demo say about everyone: homes, families, loans, and some that do not answer.

use super::{Dice, Plan};
use crate::{
    Ctx, Fault,
    registers::{self, Household},
};
use std::collections::HashMap;
use store::remittance;

/// Households per transaction.
const PIECE: usize = 200;
/// Beyond so many workers the rest stays unknown to the registers: a benchmark needs no families.
const MOST: usize = 5_000;

/// Tells the registers about the workers of a plan. Run again, it tells them the same.
pub async fn settle(ctx: &Ctx, seed: u64, plan: &Plan) -> Result<(), Fault> {
    let dice = Dice::new(seed ^ 0xfa_417);
    let now = ctx.now();
    let most = plan.workers.len().min(MOST);
    for piece in plan.workers[..most].chunks(PIECE) {
        let people: Vec<(String, Household)> = piece
            .iter()
            .map(|worker| (ctx.seal.index(worker.id_number.reveal()), household(&dice)))
            .collect();
        store::write!(ctx.store, "demo.households", |tx| {
            let indexes: Vec<&str> = people.iter().map(|(index, _)| index.as_str()).collect();
            let known = remittance::people_find(&mut tx, &indexes).await?;
            let ids: HashMap<String, String> =
                known.into_iter().map(|person| (person.id_index, person.person_id)).collect();
            for (index, household) in &people {
                if let Some(id) = ids.get(index) {
                    registers::keep(&mut tx, id, household, now).await?;
                }
            }
            Ok::<_, Fault>(())
        })?;
    }
    Ok(())
}

/// Half are tenants; one in twenty-five has a register that does not answer.
fn household(dice: &Dice) -> Household {
    let married = dice.permille(600);
    let count = |chance: u32| u32::from(dice.permille(chance));
    let children = if married { dice.below(4) } else { 0 };
    let homes = count(if married { 500 } else { 250 });
    let unknown = dice.permille(40);
    Household {
        homes_self: (!unknown).then_some(homes),
        married: Some(married),
        homes_spouse: Some(if married { count(150) } else { 0 }),
        children_minor: Some(children),
        homes_minor_children: Some(0),
        fund_loan: Some(homes > 0 && dice.permille(400)),
        spouse_index: None,
    }
}
