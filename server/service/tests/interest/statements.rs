//! Statements of settled years: issued once, taken up where a run was stopped, never changed by what comes later, and
//! each difference found.

use crate::world::{Notes, World, number, year};
use domain::{
    AccountNo, Fen,
    year_statement::{Flow, Roll, Why},
};
use service::{
    messages::{self, Notice},
    verify::{self, Finding},
    year_statement::{self, Issuing, NotIssued, Standing, YearPage, issue_year, of_account},
};
use store::{Engine, Error, ledger, year_statement as rows};

/// 30,000 brought into the year 2026, 2,400 each July and December, 5,000 out in March.
const STORY: [(&str, &str); 4] = [
    ("2025-06-20", "30000.00"),
    ("2025-07-15", "2400.00"),
    ("2025-12-15", "2400.00"),
    ("2026-03-10", "-5000.00"),
];

impl World {
    async fn issue(&self, settled_in: i32) -> Result<Issuing, NotIssued> {
        issue_year(&self.test.ctx, &self.rules(), year(settled_in), 2).await
    }

    async fn page(&self, serial: u32, settled_in: i32) -> YearPage {
        of_account(&self.test.ctx, &number(serial), year(settled_in)).await.unwrap().unwrap()
    }

    async fn findings(&self) -> Vec<Finding> {
        let mut found = Vec::new();
        verify::run(&self.test.ctx, &mut |finding| found.push(finding)).await.unwrap();
        found
    }

    /// Only what is said about statements; made-up accounts have no months.
    async fn wrong_statements(&self) -> Vec<(String, i32)> {
        let found = self.findings().await.into_iter();
        found
            .filter_map(|finding| match finding {
                Finding::Statement { account, year } => Some((account, year)),
                _ => None,
            })
            .collect()
    }
}

/// Three accounts with the story, settled for 2025 and 2026.
async fn settled(engine: Engine) -> World {
    let world = World::new(engine).await;
    for serial in 1..=3 {
        world.account(serial, &STORY).await;
    }
    world.settle(2025).await;
    world.issue(2025).await.unwrap();
    world.settle(2026).await;
    world
}

fn fen(text: &str) -> Fen {
    Fen::parse(text).unwrap()
}

async fn a_year_is_provisional_until_it_is_settled_and_issued(engine: Engine) {
    let world = World::new(engine).await;
    world.account(1, &STORY).await;
    world.on("2026-06-01");
    assert_eq!(world.page(1, 2026).await.standing, Standing::Running);
    world.on("2026-07-02");
    assert_eq!(world.page(1, 2026).await.standing, Standing::Unsettled);
    assert!(matches!(world.issue(2026).await, Err(NotIssued::NotSettled)));
    world.settle(2025).await;
    world.settle(2026).await;
    assert_eq!(world.page(1, 2026).await.standing, Standing::Unissued);
    assert_eq!(world.issue(2025).await.unwrap(), Issuing { issued: 1, already: false });
    assert_eq!(world.issue(2026).await.unwrap(), Issuing { issued: 1, already: false });
    let page = world.page(1, 2026).await;
    let Standing::Final(issued) = &page.standing else { panic!("{:?}", page.standing) };
    assert_eq!((&issued.hash, issued.closing), (&page.statement.hash(), page.statement.closing));
    assert!(page.intact && page.since.is_empty());
    // Twice changes nothing.
    assert_eq!(world.issue(2026).await.unwrap(), Issuing { issued: 1, already: true });
    assert_eq!(world.page(1, 2026).await.standing, page.standing);
    assert_eq!(world.wrong_statements().await, []);
}

async fn the_interest_of_30_june_rolls_into_principal_on_1_july(engine: Engine) {
    let world = settled(engine).await;
    world.issue(2026).await.unwrap();
    let (before, page) = (world.page(1, 2025).await.statement, world.page(1, 2026).await.statement);
    // Eleven days of 30,000 at 1.5 % by 360 in the first year.
    assert_eq!((before.opening, before.closing), (Fen::ZERO, fen("30013.75")));
    assert_eq!(page.opening, before.closing);
    let interest = page.turnover().2;
    assert_eq!(page.closing, Fen::sum([fen("29813.75"), interest]).unwrap());
    let roll = Roll { carried_over: fen("25013.75"), current_year: fen("4800.00"), interest };
    assert_eq!(page.roll, Some(roll));
    let next = world.page(1, 2027).await;
    assert_eq!((next.statement.opening, next.standing), (page.closing, Standing::Running));
    assert_eq!(next.statement.roll.unwrap().carried_over, page.closing);
}

async fn a_stopped_run_goes_on_where_it_was(engine: Engine) {
    let world = settled(engine).await;
    // As a kill after the first account leaves it.
    store::write!(world.test.ctx.store, "test", |tx| {
        rows::run_start(&mut tx, year(2026), world.test.ctx.now()).await?;
        rows::run_advance(&mut tx, year(2026), number(1).as_str(), 1).await
    })
    .unwrap();
    assert_eq!(world.issue(2026).await.unwrap(), Issuing { issued: 3, already: false });
    assert_eq!(world.page(1, 2026).await.standing, Standing::Unissued);
    assert!(matches!(world.page(3, 2026).await.standing, Standing::Final(_)));
}

async fn what_is_corrected_later_is_named_and_changes_nothing(engine: Engine) {
    let world = settled(engine).await;
    world.issue(2026).await.unwrap();
    let before = world.page(1, 2026).await;
    let taken_back = before.statement.lines[1].entry.seq;
    let today = world.test.ctx.today();
    store::write!(world.test.ctx.store, "test", |tx| {
        let of = ledger::transfer_find(&mut tx, taken_back).await?.unwrap();
        ledger::transfer_reverse(&mut tx, &of, today, world.test.ctx.now()).await?;
        Ok::<_, Error>(())
    })
    .unwrap();
    world.post(1, "2026-05-05", "100.00").await;
    world.adjust(2026, &mut Notes::default()).await.unwrap();
    let after = world.page(1, 2026).await;
    assert_eq!((&after.statement, &after.standing), (&before.statement, &before.standing));
    assert!(after.intact);
    let since: Vec<Why> = after.since.iter().map(|since| since.why).collect();
    assert_eq!(since, [Why::Reversal, Why::Late, Why::Interest]);
    // The year that was open then says it, and begins where the issued one ended.
    let next = world.page(1, 2027).await.statement;
    assert_eq!(next.opening, before.statement.closing);
    assert!(
        next.flows.iter().any(|(flow, amount)| *flow == Flow::Correction
            && *amount == fen("100.00").checked_sub(fen("2400.00")).unwrap()),
        "{:?}",
        next.flows
    );
    assert_eq!(world.wrong_statements().await, []);
}

async fn whatever_is_altered_is_found(engine: Engine) {
    let world = settled(engine).await;
    world.issue(2026).await.unwrap();
    assert_eq!(world.wrong_statements().await, []);
    let named = |serial: u32| (number(serial).to_string(), 2026);
    // A row of the year that nothing else depends on: on which day it was booked.
    let seq = world.page(1, 2026).await.statement.lines[0].entry.seq;
    let change = format!("update ledger_transfer set posted_on = '2025-07-16' where seq = {seq}");
    world.test.db.tamper("ledger_transfer", &change).await;
    assert_eq!(world.wrong_statements().await, [named(1)]);
    assert!(!world.page(1, 2026).await.intact);
    // What was kept.
    let change = format!(
        "update year_statement set closing_fen = closing_fen + 1 where account_no = '{}' and year = 2026",
        number(2)
    );
    world.test.db.tamper("year_statement", &change).await;
    assert_eq!(world.wrong_statements().await, [named(1), named(2)]);
    // A row that was removed.
    let seq = world.page(3, 2026).await.statement.lines[1].entry.seq;
    world.test.db.tamper("ledger_transfer", &format!("delete from ledger_transfer where seq = {seq}")).await;
    assert_eq!(world.wrong_statements().await, [named(1), named(2), named(3)]);
}

async fn an_issued_statement_cannot_be_written_again(engine: Engine) {
    let world = settled(engine).await;
    world.issue(2026).await.unwrap();
    let Standing::Final(issued) = world.page(1, 2026).await.standing else { panic!() };
    let again = store::write!(world.test.ctx.store, "test", |tx| {
        rows::insert_many(&mut tx, std::slice::from_ref(&issued)).await
    });
    assert!(again.is_err(), "{again:?}");
    for change in ["update year_statement set hash = ''", "delete from year_statement"] {
        assert!(world.test.db.refuses(change).await, "{change}");
    }
}

async fn the_statement_is_a_message_once(engine: Engine) {
    let world = settled(engine).await;
    let member = world.test.member("p1").await;
    let told = async || {
        let page = messages::page(&world.test.ctx, &member).await.unwrap();
        let of = |row: &messages::Row<messages::AccountNews>| match row.news.notice {
            Notice::Statement { year, .. } => Some((year.settlement_year(), row.is_new)),
            _ => None,
        };
        (page.account.iter().filter_map(of).collect::<Vec<_>>(), page.read_to())
    };
    assert_eq!(told().await.0, [(2025, true)]);
    world.issue(2026).await.unwrap();
    world.issue(2026).await.unwrap();
    let (news, read_to) = told().await;
    assert_eq!(news, [(2026, true)]);
    messages::mark_read(&world.test.ctx, &member, read_to.unwrap()).await.unwrap();
    assert_eq!(told().await.0, [(2026, false)]);
    assert_eq!(messages::unread(&world.test.ctx, &member).await.unwrap(), 0);
}

async fn another_account_is_nobodys(engine: Engine) {
    let world = settled(engine).await;
    let (first, second) = (world.test.member("p1").await, world.test.member("p2").await);
    let nobody = world.test.member("nobody").await;
    let page = year_statement::page(&world.test.ctx, &first, year(2026)).await.unwrap().unwrap();
    assert_eq!(page.own.account.number, number(1));
    assert!(year_statement::page(&world.test.ctx, &nobody, year(2026)).await.unwrap().is_none());
    assert!(year_statement::page(&world.test.ctx, &first, year(2024)).await.unwrap().is_none());
    let all = year_statement::list(&world.test.ctx, &second).await.unwrap().unwrap();
    let years: Vec<i32> = all.years.iter().map(|line| line.statement.year.settlement_year()).collect();
    assert_eq!(years, [2027, 2026, 2025]);
    let stranger = AccountNo::of(9, 9).unwrap();
    assert!(of_account(&world.test.ctx, &stranger, year(2026)).await.unwrap().is_none());
}

store::on_both_engines!(
    a_year_is_provisional_until_it_is_settled_and_issued,
    the_interest_of_30_june_rolls_into_principal_on_1_july,
    a_stopped_run_goes_on_where_it_was,
    what_is_corrected_later_is_named_and_changes_nothing,
    whatever_is_altered_is_found,
    an_issued_statement_cannot_be_written_again,
    the_statement_is_a_message_once,
    another_account_is_nobodys,
);
