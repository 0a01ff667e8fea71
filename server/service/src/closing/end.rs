//! The end of an account within a transaction: interest to date, everything out, closed.
//!
//! The same for a closing withdrawal, a merge and a transfer to another city. Interest runs to the day before; what
//! is merged into another account earns there from the day itself on, so that no day is lost and none is paid
//! twice. The interest is credited to the old account first and moved with the rest: products cannot be carried from
//! one account to another without rows that say so, and the rounding of two parts never differs from that of one by
//! more than a fen.

use super::{Closing, Done, no, rules::leave_rules};
use crate::{
    Fault, arrears,
    interest::{Rules, Unpaid, close_in},
    two_people::Refused,
};
use chrono::Days;
use domain::{
    AccountNo, CaseNumber, Fen, Month, Timestamp,
    closing::{Ending, NotClosable, Standing, UnderWay},
    policy::{Clause, Decision, FactName, Outcome},
    withdrawal::{CaseRole, CaseState},
};
use std::collections::BTreeSet;
use store::{
    Conn,
    account::OwnAccount,
    closing as rows,
    ledger::{self, Movement, PAYOUT_CLEARING},
    payout,
    proposal::Decider,
    register,
    withdrawal::{self, Case, Event},
};

/// A case that was decided elsewhere is answered at once; this is the day by which it had to be.
const DECIDE_DAYS: u64 = 3;
/// An account ends once: the period of its case.
const PERIOD: &str = "once";

/// What the question of an account's end looks at, read.
pub(crate) struct Facts {
    paid: BTreeSet<Month>,
    under_way: UnderWay,
    loan: Option<bool>,
}

impl Facts {
    pub fn standing<'a>(&'a self, own: &'a OwnAccount) -> Standing<'a> {
        Standing { account: &own.account, paid: &self.paid, under_way: self.under_way, loan: self.loan }
    }
}

pub(crate) async fn standing_of(conn: &mut Conn, own: &OwnAccount) -> Result<Facts, Fault> {
    let records = register::record_list(conn, &own.person_id).await?;
    let loan = records.iter().find(|record| record.fact == FactName::FundLoan.text());
    Ok(Facts {
        paid: arrears::paid_of(conn, &own.account.number).await?,
        under_way: rows::under_way(conn, &own.account.number).await?,
        loan: loan.and_then(|record| record.value.as_deref()).and_then(|value| value.parse().ok()),
    })
}

/// Where the money goes.
pub(crate) enum Money<'a> {
    /// Into another account of the same person.
    Into(&'a AccountNo),
    /// Out, by an order of this case.
    Paid(Box<NewCase<'a>>),
}

/// The case of a payment.
pub(crate) struct NewCase<'a> {
    closing: &'a Closing,
    own: &'a OwnAccount,
    number: &'a CaseNumber,
    kind: &'static str,
}

/// What was taken out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Ended {
    pub principal: Fen,
    pub interest: Fen,
}

/// Ends an account that was found to be at its end; the caller has locked it and judged it under the lock.
pub(crate) async fn end(
    tx: &mut Conn,
    rules: &Rules<'_>,
    own: &OwnAccount,
    closing: &Closing,
    money: Money<'_>,
    by: Decider<'_>,
) -> Result<Ended, Refused> {
    let (number, principal, today) = (&own.account.number, own.account.balance, by.at.day());
    let interest = close_in(tx, rules, number, today, by.at).await.map_err(|unpaid| match unpaid {
        Unpaid::Problem(_) => no(NotClosable::InterestUnclear),
        Unpaid::Fault(fault) => fault.into(),
    })?;
    let all = principal.checked_add(interest).ok_or(Fault::Invariant("sums of money fit"))?;
    let (seq, case_id) = match (&money, all.is_zero()) {
        (_, true) => (None, None),
        (Money::Into(into), false) => {
            let movement = movement(number.as_str(), into.as_str(), all, &closing.ending, by.at);
            (Some(ledger::transfer_post(tx, &movement).await?), None)
        }
        (Money::Paid(case), false) => {
            let seq = case.pay(tx, principal, interest, all, by).await?;
            (Some(seq), Some(closing.id.clone()))
        }
    };
    if !rows::account_close(tx, number, own.account.state, closing.ending.state()).await? {
        return Err(Fault::Invariant("a locked account stands still").into());
    }
    let done = Done { principal, interest, closed_on: today, seq, case_id, reopened: None };
    if !rows::decide(tx, &closing.id, Some(&done), by).await? {
        return Err(Refused::Decided);
    }
    Ok(Ended { principal, interest })
}

fn movement<'a>(
    debit: &'a str,
    credit: &'a str,
    amount: Fen,
    ending: &Ending,
    now: Timestamp,
) -> Movement<'a> {
    Movement::at(debit, credit, amount, ending.business(), now)
}

impl<'a> NewCase<'a> {
    pub fn of(
        closing: &'a Closing,
        own: &'a OwnAccount,
        number: &'a CaseNumber,
        kind: &'static str,
    ) -> Box<NewCase<'a>> {
        Box::new(NewCase { closing, own, number, kind })
    }

    /// Sets everything aside, takes it out and hands it to the bank, as every withdrawal goes; answers the row that
    /// took it out.
    async fn pay(
        &self,
        tx: &mut Conn,
        principal: Fen,
        interest: Fen,
        all: Fen,
        by: Decider<'_>,
    ) -> Result<i64, Refused> {
        let (id, now) = (&self.closing.id, by.at);
        let account = self.own.account.number.as_str();
        let out = Movement {
            case_id: Some(id),
            ..movement(account, PAYOUT_CLEARING, all, &self.closing.ending, now)
        };
        if ledger::transfer_reserve(tx, &out).await?.is_none() {
            return Err(no(NotClosable::Reserved));
        }
        let open = ledger::reservation_find_open(tx, id).await?;
        let reservation = open.ok_or(Fault::Invariant("what was set aside is there"))?;
        let seq = ledger::reservation_post(tx, &reservation, now.day(), now).await?;
        let case = self.case(principal, interest, all, now)?;
        if !withdrawal::case_insert(tx, &case).await? {
            return Err(no(NotClosable::Closed));
        }
        self.tell(tx, by).await?;
        payout::order_insert(tx, id, now).await?;
        Ok(seq)
    }

    fn case(&self, principal: Fen, interest: Fen, all: Fen, now: Timestamp) -> Result<Case, Fault> {
        let payee = self.closing.payee.as_ref().ok_or(Fault::Invariant("who is paid is known"))?;
        let decision = self.decision(principal, interest, all, now);
        Ok(Case {
            id: self.closing.id.clone(),
            request_hash: self.closing.id.clone(),
            number: self.number.clone(),
            account: self.own.account.number.clone(),
            person_id: self.own.person_id.clone(),
            maker_index: self.closing.holder_index.clone(),
            kind: self.kind.to_owned(),
            period: PERIOD.to_owned(),
            state: CaseState::Approved,
            amount: all,
            card_sealed: payee.sealed.clone(),
            card_tail: payee.tail.clone(),
            bank: payee.bank.clone(),
            rule_version: decision.rule_version.clone(),
            decision: serde_json::to_string(&decision)?,
            submitted: self.closing.proposed,
            decide_by: now.day().checked_add_days(Days::new(DECIDE_DAYS)).unwrap_or(now.day()),
            returned: false,
            first_by: None,
            first_index: None,
            second_by: None,
            second_index: None,
            version: 0,
        })
    }

    fn decision(&self, principal: Fen, interest: Fen, all: Fen, now: Timestamp) -> Decision {
        let law = &leave_rules().law;
        let basis = match &self.closing.ending {
            Ending::Withdrawn(reason) => Clause::Regulation { article: 24, item: reason.item() },
            Ending::Merged(_) => Clause::City,
            Ending::Transferred(_) => Clause::Regulation { article: 31, item: None },
        };
        Decision {
            outcome: Outcome::Approved,
            amount: all,
            maximum: all,
            rule_version: format!("national.{}@{}", self.kind, law.as_of.0),
            day: now.day(),
            doc: law.doc.clone(),
            source: law.source.clone(),
            as_of: law.as_of.0,
            verified: law.verified,
            basis,
            failures: Vec::new(),
            unknown: Default::default(),
            earliest: None,
            not_before: None,
            formula: Some(format!("{principal} + {interest} = {all}")),
            trace: Vec::new(),
        }
    }

    /// Proposed and approved, each with its time.
    async fn tell(&self, tx: &mut Conn, by: Decider<'_>) -> Result<(), Fault> {
        let closing = self.closing;
        let steps = [
            (closing.proposed, "second_review", CaseRole::FirstReviewer, closing.proposed_by.as_str()),
            (by.at, "approved", CaseRole::SecondReviewer, by.staff_id),
        ];
        for (at, state, role, actor) in steps {
            let event =
                Event { at, state: state.into(), role, actor: actor.into(), reason: None, note: None };
            withdrawal::event_append(tx, &closing.id, &event).await?;
        }
        Ok(())
    }
}
