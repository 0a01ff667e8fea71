//! Transfers in and out: once, by two people, each refusal by name; and that the money is where the state says.

use super::*;
use crate::{
    actor::{Member, SessionKey},
    bank::DemoBank,
    closing::{
        self,
        tests::{sealed, why as not_closable},
    },
    correction::{
        self,
        tests::{HOLDER_ID, MAKER_ID, World, second, world},
    },
    suspense::{self, Incoming},
    verify::Finding,
};
use domain::{
    AccountState, BusinessCode, Fen, IdNumber, PersonName, chart,
    closing::{ClosingReason, Ending, NotClosable},
    correction::{CorrectionReason, Irreversible},
    suspense::Reference,
    transfer::{BankAccount, BankNo},
    two_people::Conflict,
};
use store::{Engine, ledger, staff::Role};

mod incoming;
mod outgoing;

pub(super) const XIAMEN: &str = "厦门市住房公积金中心";
pub(super) const THERE: &str = "2018001234";

pub(super) fn why<T: std::fmt::Debug>(refused: Result<T, Refused>) -> NotTransferable {
    match refused {
        Err(Refused::NotTransferable(why)) => why,
        other => panic!("{other:?}"),
    }
}

impl World {
    fn uuid(&self) -> String {
        self.ctx.uuid(self.ctx.now())
    }

    async fn member(&self) -> Member {
        Member { person_id: self.person_id().await, session: SessionKey("m".into()) }
    }

    async fn transfer(&self, number: &CaseNumber) -> Transfer {
        find(&self.ctx, number).await.unwrap().unwrap().0
    }

    async fn stands(&self, number: &CaseNumber) -> TransferState {
        self.transfer(number).await.state
    }

    async fn says(&self, number: &CaseNumber, wanted: Move) -> Result<Transfer, Refused> {
        self.says_that(number, wanted, None).await
    }

    async fn says_that(
        &self,
        number: &CaseNumber,
        wanted: Move,
        amounts: Option<Amounts>,
    ) -> Result<Transfer, Refused> {
        let noted = Noted { wanted, note: "x".into(), amounts, reference: Some("X-1".into()) };
        note(&self.ctx, &self.first, number, noted).await
    }
}

#[test]
fn the_file_is_read() {
    let rule = rule_on("2026-11-21".parse().unwrap()).unwrap();
    assert!(rule.months > 0 && rule.letter_days > 0 && !rule.source.is_empty());
}
