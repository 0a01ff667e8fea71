//! Whom a closing pays: the holder's card, proven by the bank; after a death the heir's (继承人).

use super::{Payee, Request, no};
use crate::{
    Ctx, Fault, bank,
    payout::{self, SEALED_CARD},
    two_people::Refused,
};
use domain::{
    BankCard, PersonName,
    closing::{ClosingReason, Ending, NotClosable},
};
use store::{
    Conn,
    account::{self, OwnAccount},
    payout_card,
};

/// A card that is not on file.
#[derive(Clone, Debug)]
pub struct NewPayee {
    /// The heir; of everybody else the holder, whatever stands here.
    pub name: Option<PersonName>,
    pub card: BankCard,
}

/// Asks the bank about a card that was given with the request, before any transaction.
pub(super) async fn of(ctx: &Ctx, request: &Request) -> Result<Option<Payee>, Refused> {
    let (Ending::Withdrawn(reason), Some(given)) = (&request.ending, &request.payee) else { return Ok(None) };
    let name = match (reason, &given.name) {
        (ClosingReason::Death, Some(name)) => name.clone(),
        (ClosingReason::Death, None) => return Err(no(NotClosable::NoHeir)),
        _ => holder(ctx, request).await?,
    };
    match payout::bank(ctx)?.holds(&given.card, &name).await {
        Ok(true) => Ok(Some(Payee {
            name: name.as_str().to_owned(),
            sealed: ctx.seal.seal(SEALED_CARD, given.card.reveal(), ctx.randomness.as_ref())?,
            tail: given.card.tail().to_owned(),
            bank: bank::code_of(&given.card).to_owned(),
        })),
        Ok(false) => Err(no(NotClosable::NotTheirCard)),
        Err(bank::NoAnswer) => Err(Fault::Busy("bank").into()),
    }
}

async fn holder(ctx: &Ctx, request: &Request) -> Result<PersonName, Refused> {
    let mut conn = ctx.store.read().await?;
    let own = account::find(&mut conn, &request.account).await?.ok_or(no(NotClosable::NotFound))?;
    PersonName::parse(&own.person_name).map_err(|_| Fault::Invariant("a stored name is a name").into())
}

/// The payee that a proposal keeps: the one given, else the holder's card on file. The dead are not paid.
pub(super) async fn kept(
    tx: &mut Conn,
    request: &Request,
    own: &OwnAccount,
    given: Option<Payee>,
) -> Result<Option<Payee>, Refused> {
    match (&request.ending, given) {
        (Ending::Merged(_), _) => Ok(None),
        (_, Some(payee)) => Ok(Some(payee)),
        (Ending::Withdrawn(ClosingReason::Death), None) => Err(no(NotClosable::NoHeir)),
        _ => {
            let card = payout_card::card_find(tx, &own.person_id).await?.ok_or(no(NotClosable::NoCard))?;
            let name = own.person_name.clone();
            Ok(Some(Payee { name, sealed: card.sealed, tail: card.tail, bank: card.bank }))
        }
    }
}
