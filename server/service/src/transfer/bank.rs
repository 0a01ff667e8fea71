//! A transfer out at the bank: to whom its order pays, and what the bank's answer means for it.

use super::{KIND, Said, rows, walk};
use crate::{Ctx, Fault, bank::Payee, payout::SEALED_CARD, two_people::Refused};
use domain::{
    Timestamp,
    transfer::{BankAccount, BankNo, Move},
    withdrawal::PayoutState,
};
use store::{Conn, withdrawal::Case};

/// The other centre's bank account, for the order of a transfer's case.
pub(crate) async fn payee(ctx: &Ctx, conn: &mut Conn, case: &Case) -> Result<Payee, Fault> {
    let transfer = rows::find(conn, &case.id).await?;
    let letter = transfer.and_then(|transfer| transfer.letter);
    let letter = letter.ok_or(Fault::Invariant("a payment to another centre has its letter"))?;
    let number = ctx.seal.open_sealed(SEALED_CARD, &letter.sealed)?;
    let number = BankAccount::parse(&number).map_err(|_| Fault::Invariant("a sealed bank account is one"))?;
    let bank = BankNo::parse(&letter.bank).map_err(|_| Fault::Invariant("a stored bank number is one"))?;
    Ok(Payee::Account { name: letter.payee, number, bank })
}

/// Writes the bank's final answer to a transfer; of other cases there is nothing to write.
pub(crate) async fn told(tx: &mut Conn, case: &Case, to: PayoutState, now: Timestamp) -> Result<(), Fault> {
    let wanted = match to {
        PayoutState::Credited => Move::Pay,
        PayoutState::Returned => Move::Return,
        _ => return Ok(()),
    };
    if case.kind != KIND {
        return Ok(());
    }
    let transfer = rows::find(tx, &case.id).await?;
    let transfer = transfer.ok_or(Fault::Invariant("a payment to another centre has its transfer"))?;
    let said = Said { reference: Some(case.id.as_str()), ..Said::plain(wanted, "bank", now) };
    walk(tx, &transfer, &said).await.map_err(|refused| match refused {
        Refused::Fault(fault) => fault,
        _ => Fault::Invariant("a transfer that was paid waits for the bank"),
    })
}
