//! Agents: each sees and changes one unit, signs in by code, and settles no own objection.

use super::*;
use crate::{
    actor::Actor,
    arrears::{self, Wanted},
    base::{
        NotProposed, Own,
        answer::{self, Sent as Said},
        tests::{Units, good, id_of, number, remitted, units},
    },
    session,
    sign_in::{self, Origin, StaffField},
    testing::PASSWORD,
};
use domain::{
    FormState,
    base::{Answer, BatchState, Settlement},
};
use std::net::{IpAddr, Ipv4Addr};
use store::Engine;

impl Units {
    /// An agent of a unit, with the secret of the one-time code.
    async fn agent(&self, login: &str, unit: &str, id: &IdNumber) -> (Agent, Secret) {
        let (name, unit) = (PersonName::parse("黄丽华").unwrap(), UnitNo::parse(unit).unwrap());
        let secret = Secret::mint(&self.ctx);
        let new = NewAgent { login, name: &name, id, unit: &unit };
        let id = add_agent(&self.ctx, &new, PASSWORD, &secret).await.unwrap();
        let mut conn = self.ctx.store.read().await.unwrap();
        let row = rows::find(&mut conn, &id).await.unwrap().unwrap();
        drop(conn);
        let session = session::open_visitor(&self.ctx).await.unwrap().key;
        (Agent { agent_id: id, unit_id: row.unit_id, session }, secret)
    }

    /// Agents of the two units; neither of them is a worker.
    async fn agents(&self) -> [Agent; 2] {
        let id = |sequence| IdNumber::from_parts(350_599, "1980-02-03".parse().unwrap(), sequence).unwrap();
        [self.agent("agent1", "100001", &id(1)).await.0, self.agent("agent2", "100002", &id(2)).await.0]
    }

    async fn object(&self, sequence: u32, batch: &str) {
        let member = self.member(sequence).await;
        let sent = Said {
            request_id: format!("r{sequence}"),
            batch_id: batch.into(),
            answer: Answer::Objected,
            reason: "不对".into(),
        };
        answer::answer(&self.ctx, &member, sent).await.unwrap();
    }
}

fn sent(id: &str, file: String) -> Sent {
    Sent { request_id: id.into(), year: 2026, file: file.into_bytes() }
}

fn settling(batch: &str, sequence: u32) -> Settling {
    Settling {
        batch_id: batch.into(),
        account: number(sequence),
        settlement: Settlement::Kept,
        note: "工资表如此".into(),
    }
}

/// Take the unit out of `batch`, of `settle` or of the look in `fits`, and one unit reaches into another.
async fn nobody_reaches_into_another_unit(engine: Engine) {
    let w = units(engine).await;
    let [one, two] = w.agents().await;
    let workers = async |agent: &Agent| {
        let seen = overview(&w.ctx, agent, None).await.unwrap();
        seen.page.iter().map(|worker| worker.account.number.clone()).collect::<Vec<_>>()
    };
    assert_eq!(workers(&one).await, [1, 2, 3].map(number));
    assert_eq!(workers(&two).await, [4].map(number));
    let (why, lines) = propose(&w.ctx, &two, sent("b0", good())).await.unwrap_err();
    assert!(matches!(why, NotProposed::Lines { findings: 3 }), "{why:?}");
    assert!(lines.iter().all(|(_, _, reason)| reason.code() == "account_of_another_unit"), "{lines:?}");
    let made = propose(&w.ctx, &one, sent("b1", good())).await.unwrap();
    assert_eq!((made.unit_no.as_str(), made.state), ("100001", BatchState::Open));
    assert_eq!(propose(&w.ctx, &one, sent("b1", good())).await.unwrap(), made, "sent twice, it is one");
    let (why, _) = propose(&w.ctx, &two, sent("b1", good())).await.unwrap_err();
    assert!(matches!(why, NotProposed::Refused(Refused::NotFound)), "an id of others tells nothing: {why:?}");
    w.object(2, "b1").await;
    assert!(batch(&w.ctx, &two, "b1").await.unwrap().is_none());
    assert_eq!(batches(&w.ctx, &two).await.unwrap(), []);
    let reached = settle(&w.ctx, &two, settling("b1", 2)).await;
    assert!(matches!(reached, Err(Refused::NotFound)), "{reached:?}");
    let (_, lines) = batch(&w.ctx, &one, "b1").await.unwrap().unwrap();
    assert_eq!((lines[0].account.clone(), lines[0].settled), (number(2), None));
    settle(&w.ctx, &one, settling("b1", 2)).await.unwrap();
    let Own { line, .. } = answer::own(&w.ctx, &w.member(2).await).await.unwrap().unwrap();
    assert_eq!((line.settled, line.note.as_deref()), (Some(Settlement::Kept), Some("工资表如此")));
    // The agent proposed: the same person may not decide, under whatever login.
    let mut conn = w.ctx.store.read().await.unwrap();
    let index = rows::find(&mut conn, one.agent_id()).await.unwrap().unwrap().id_index;
    assert_eq!(base_rows::batch_find(&mut conn, "b1").await.unwrap().unwrap().proposed_index, index);
}

async fn nobody_settles_an_own_objection(engine: Engine) {
    let w = units(engine).await;
    // The agent is the worker of account 2.
    let (agent, _) = w.agent("agent1", "100001", &id_of(2)).await;
    propose(&w.ctx, &agent, sent("b1", good())).await.unwrap();
    for sequence in [2, 3] {
        w.object(sequence, "b1").await;
    }
    let own = settle(&w.ctx, &agent, settling("b1", 2)).await;
    assert!(matches!(own, Err(Refused::Conflict(Conflict::OwnAccount))), "{own:?}");
    settle(&w.ctx, &agent, settling("b1", 3)).await.unwrap();
}

async fn months_and_arrears_are_those_of_the_books(engine: Engine) {
    let w = units(engine).await;
    let [one, _] = w.agents().await;
    // Worker 5 has missed September and October; worker 6 paid September back.
    let later: String = remitted(5, "202608", "") + &remitted(6, "202608", "") + &remitted(6, "202610", "");
    assert_eq!(w.remit("", &later).await, []);
    let back = remitted(6, "202609", ",02,01").replace("1000,1000", "900,900");
    assert_eq!(w.remit(",YWLX,BJYY", &back).await, []);
    let seen = overview(&w.ctx, &one, None).await.unwrap();
    let month = |text: &str| {
        let month = Month::parse(text).unwrap();
        seen.months
            .iter()
            .find(|state| state.month == month)
            .map(|state| (state.paid, state.missing))
            .unwrap()
    };
    assert_eq!([month("202608"), month("202609"), month("202610")], [(5, 0), (4, 1), (4, 1)]);
    assert_eq!(month("202611"), (0, 5), "the present month is awaited");
    assert_eq!((seen.workers, seen.arrears, seen.months.len()), (5, Fen::from_yuan(4000), 12));
    let missing: Vec<usize> = seen.page.iter().map(|worker| worker.missing.len()).collect();
    assert_eq!(missing, [0, 0, 0, 2, 0]);
    let wanted = Wanted { month: None, unit_no: Some("100001".into()) };
    let listed = arrears::list(&w.ctx, &wanted).await.unwrap();
    assert_eq!(Fen::sum(listed.iter().map(|line| line.amount)), Some(seen.arrears), "as `anju arrears` says");
    let rest = overview(&w.ctx, &one, Some(&number(5))).await.unwrap();
    assert_eq!(rest.page.iter().map(|worker| worker.account.number.clone()).collect::<Vec<_>>(), [number(6)]);
    assert_eq!((rest.workers, rest.next), (5, None));
}

/// Look the login up among staff, or leave the row of the agent out of `resolve`, and this fails.
async fn an_agent_signs_in_by_code_until_removed(engine: Engine) {
    let w = units(engine).await;
    let (agent, secret) = w.agent("agent1", "100001", &id_of(2)).await;
    let origin = Origin { address: IpAddr::V4(Ipv4Addr::LOCALHOST), device: None, session: None };
    let form = |code: &str| {
        FormState::default()
            .with(StaffField::Login, "agent1")
            .with(StaffField::Password, PASSWORD)
            .with(StaffField::Code, code)
    };
    let code = secret.code_at(w.ctx.now());
    assert!(sign_in::agent(&w.ctx, &origin, form("000000")).await.is_err());
    assert!(sign_in::staff(&w.ctx, &origin, form(&code)).await.is_err(), "no member of staff");
    let Ok(signed_in) = sign_in::agent(&w.ctx, &origin, form(&code)).await else { panic!("signs in") };
    let token = signed_in.session.token.clone();
    let Actor::Agent(found) = session::resolve(&w.ctx, Some(&token)).await.unwrap() else {
        panic!("an agent")
    };
    assert_eq!((found.agent_id(), found.unit_id()), (agent.agent_id(), agent.unit_id()));
    assert!(sign_in::agent(&w.ctx, &origin, form(&code)).await.is_err(), "a code is spent once");
    // A login is one person's for one unit.
    let (name, unit) = (PersonName::parse("黄丽华").unwrap(), UnitNo::parse("100002").unwrap());
    let new = NewAgent { login: "agent1", name: &name, id: &id_of(2), unit: &unit };
    let moved = add_agent(&w.ctx, &new, PASSWORD, &secret).await;
    assert!(matches!(moved, Err(NotAdded::LoginTaken)), "{moved:?}");
    let nowhere = UnitNo::parse("999999").unwrap();
    let new = NewAgent { unit: &nowhere, login: "agent9", ..new };
    assert!(matches!(add_agent(&w.ctx, &new, PASSWORD, &secret).await, Err(NotAdded::NoUnit)));
    assert_eq!(agents(&w.ctx).await.unwrap().len(), 1);
    assert!(remove_agent(&w.ctx, "agent1").await.unwrap());
    assert!(!remove_agent(&w.ctx, "agent1").await.unwrap());
    assert_eq!(session::resolve(&w.ctx, Some(&token)).await.unwrap(), Actor::Stranger);
}

/// Leave the days of sealing out of the overview, and the agent is told of arrears that the worker's calendar denies.
async fn months_of_sealing_are_not_missing(engine: Engine) {
    let w = units(engine).await;
    let [one, _] = w.agents().await;
    assert_eq!(w.remit(",GRZHZT", &remitted(1, "202611", ",02")).await, []);
    w.test.clock.advance_ms(105 * 86_400_000);
    assert_eq!(w.remit("", &remitted(1, "202703", "")).await, []);
    w.test.clock.advance_ms(65 * 86_400_000);
    let seen = overview(&w.ctx, &one, None).await.unwrap();
    let missing: Vec<usize> = seen.page.iter().map(|worker| worker.missing.len()).collect();
    assert_eq!(missing, [1, 6, 6], "April; and all since November");
}

store::on_both_engines!(
    months_of_sealing_are_not_missing,
    nobody_reaches_into_another_unit,
    nobody_settles_an_own_objection,
    months_and_arrears_are_those_of_the_books,
    an_agent_signs_in_by_code_until_removed,
);
