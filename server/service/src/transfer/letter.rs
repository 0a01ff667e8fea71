//! The contact letter (联系函) of another centre: written down by a first reviewer, who compares the person.

use super::{Letter, Transfer, due_by, no, record, rows, rule_on};
use crate::{
    Ctx,
    actor::FirstReviewer,
    payout::SEALED_CARD,
    people,
    rent::submit::{hash, mint},
    two_people::{Holder, Refused, index_of},
};
use domain::{
    AccountNo, CaseNumber, IdNumber, PersonName, Timestamp,
    transfer::{BankAccount, BankNo, Direction, Move, NotTransferable, Party, TransferState},
};
use store::{Conn, account, person, withdrawal};

/// A letter as it came.
#[derive(Clone, Debug)]
pub struct IncomingLetter {
    /// Sent twice with the same id, it is one transfer.
    pub id: String,
    /// The account here that it asks for.
    pub account: AccountNo,
    pub name: PersonName,
    pub id_number: IdNumber,
    pub centre: String,
    /// Number of the new account there.
    pub other_account: String,
    /// Its own number: a letter is taken once.
    pub letter: String,
    /// Whose bank account is paid.
    pub payee: String,
    pub payee_account: BankAccount,
    pub payee_bank: BankNo,
}

/// A letter, ready to be written down any number of times with one result.
struct Request {
    new: IncomingLetter,
    hash: String,
    id_index: String,
    sealed: String,
    number: CaseNumber,
    now: Timestamp,
}

/// Writes a letter down. Nothing is promised by it yet.
pub async fn receive(ctx: &Ctx, by: &FirstReviewer, new: IncomingLetter) -> Result<Transfer, Refused> {
    let now = ctx.now();
    let request = Request {
        hash: hash(&[new.account.as_str(), &new.centre, &new.letter, new.payee_account.reveal()]),
        id_index: people::index_of(ctx, &new.id_number),
        sealed: ctx.seal.seal(SEALED_CARD, new.payee_account.reveal(), ctx.randomness.as_ref())?,
        number: mint(ctx, now),
        now,
        new,
    };
    let (by, ctx2) = (by.clone(), ctx.clone());
    ctx.detached("transfer.receive", async move {
        store::write!(ctx2.store, "transfer.receive", |tx| place(&mut tx, by.staff_id(), &request).await)
    })
    .await
}

async fn place(tx: &mut Conn, staff_id: &str, request: &Request) -> Result<Transfer, Refused> {
    let new = &request.new;
    let maker = index_of(tx, staff_id).await?;
    withdrawal::account_lock(tx, &new.account).await?;
    if let Some(known) = rows::find(tx, &new.id).await? {
        let same = known.request_hash == request.hash;
        return if same { Ok(known) } else { Err(no(NotTransferable::UnderWay)) };
    }
    let own = account::find(tx, &new.account).await?.filter(|own| !own.account.state.is_closed());
    let own = own.ok_or(no(NotTransferable::NoAccount))?;
    let holder = person::find(tx, &own.person_id).await?;
    let same = holder.is_some_and(|one| one.id_index == request.id_index && one.name == new.name.as_str());
    if !same {
        return Err(no(NotTransferable::OtherPerson));
    }
    Holder::of(tx, &own).await?.may_propose(&maker)?;
    let transfer = row(request, own.person_id.clone())?;
    if !rows::insert(tx, &transfer).await? {
        return Err(no(NotTransferable::UnderWay));
    }
    let event = super::Event {
        at: request.now,
        state: transfer.state,
        party: Party::Other,
        actor: staff_id.to_owned(),
        note: None,
    };
    rows::event_append(tx, &transfer.id, &event).await?;
    let detail = format!("out {} letter={}", transfer.other_centre, new.letter);
    record(tx, staff_id, &format!("transfer.{}", Move::Send.code()), &transfer, &detail, request.now).await?;
    Ok(transfer)
}

fn row(request: &Request, person_id: String) -> Result<Transfer, Refused> {
    let (new, direction) = (&request.new, Direction::Out);
    let state = TransferState::first(direction);
    Ok(Transfer {
        id: new.id.clone(),
        request_hash: request.hash.clone(),
        number: request.number.clone(),
        direction,
        account: new.account.clone(),
        person_id,
        holder_index: request.id_index.clone(),
        other_centre: new.centre.clone(),
        other_account: new.other_account.clone(),
        letter: Some(Letter {
            number: new.letter.clone(),
            payee: new.payee.clone(),
            sealed: request.sealed.clone(),
            tail: new.payee_account.tail().to_owned(),
            bank: new.payee_bank.as_str().to_owned(),
        }),
        state,
        amounts: None,
        reference: None,
        closing_id: None,
        seq: None,
        rule_version: rule_on(request.now.day())?.version.clone(),
        filed: request.now,
        due_by: due_by(direction, state, request.now)?,
        version: 0,
    })
}
