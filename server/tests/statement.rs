//! Statements outside pages: the command, the files of the portal, their schema, and checking an exported file.
#![recursion_limit = "1024"]

#[path = "common/command.rs"]
#[expect(dead_code, reason = "other tests use the rest")]
mod command;
#[path = "http/people.rs"]
#[expect(dead_code, reason = "other tests use the rest")]
mod people;
#[path = "http/support.rs"]
#[expect(dead_code, reason = "other tests use the rest")]
mod support;

use domain::{AccountNo, BusinessCode, Fen, Month, Timestamp, interest::AccrualYear};
use http::header;
use serde_json::Value;
use service::{
    interest::{self, Order, Rules},
    year_statement::issue_year,
};
use store::{
    interest::{self as settlements},
    ledger::{self, Movement},
    staff::Role,
};
use support::Portal;

fn number() -> AccountNo {
    AccountNo::of(1, 1).unwrap()
}

fn year() -> AccrualYear {
    AccrualYear::settled_in(2026).unwrap()
}

fn row(day: &str, unit: i32, own: i32, month: &str) -> Movement<'static> {
    static NUMBER: std::sync::LazyLock<AccountNo> = std::sync::LazyLock::new(number);
    Movement {
        debit: ledger::BANK_DEPOSIT,
        credit: NUMBER.as_str(),
        amount: Fen::from_yuan(unit + own),
        business: BusinessCode::RegularRemittance,
        month: Some(Month::parse(month).unwrap()),
        unit_part: Some(Fen::from_yuan(unit)),
        personal_part: Some(Fen::from_yuan(own)),
        case_id: None,
        value_date: day.parse().unwrap(),
        posted_on: day.parse().unwrap(),
        recorded: Timestamp::from_ms(0),
    }
}

/// A contributor with a year of four contributions and a withdrawal, settled and issued.
async fn portal() -> (Portal, people::Visitor) {
    let portal = Portal::new().await;
    let contributor = portal.contributor().await;
    let ctx = &portal.test.ctx;
    store::write!(ctx.store, "test", |tx| {
        for (day, month) in [
            ("2026-02-10", "2026-01"),
            ("2026-03-10", "2026-02"),
            ("2026-05-10", "2026-04"),
            ("2026-06-10", "2026-05"),
        ] {
            ledger::transfer_post(&mut tx, &row(day, 1200, 800, month)).await?;
        }
        let out = row("2026-06-20", 300, 200, "2026-05");
        let out = Movement {
            debit: out.credit,
            credit: ledger::PAYOUT_CLEARING,
            business: BusinessCode::PartialWithdrawal,
            month: None,
            unit_part: None,
            personal_part: None,
            ..out
        };
        ledger::transfer_post(&mut tx, &out).await
    })
    .unwrap();
    let rules = Rules::of(ctx);
    let mut watch = server::commands::settle_interest::Watch::silent();
    interest::settle(ctx, &rules, Order::settle(year()), &mut watch).await.ok().unwrap();
    assert_eq!(issue_year(ctx, &rules, year(), 10).await.unwrap().issued, 1);
    (portal, contributor)
}

fn schema(of: &str) -> jsonschema::Validator {
    jsonschema::validator_for(&serde_json::from_str(of).unwrap()).unwrap()
}

/// (exit code, standard output, standard error)
fn anju(portal: &Portal, arguments: &[&str]) -> (i32, String, String) {
    let keys = tempfile::tempdir().unwrap();
    let arguments = [&["statement"], arguments].concat();
    let said = command::anju(&portal.test.db.url, keys.path(), &arguments, "");
    (said.code, said.out, said.error)
}

#[tokio::test]
async fn the_export_keeps_its_published_schema_and_its_hash() {
    let (portal, contributor) = portal().await;
    let published = portal.get("/schemas/statement-1.json").await;
    assert_eq!(published.header(header::CONTENT_TYPE), "application/schema+json");
    let schema = schema(&published.body);
    for (year, state) in [("2026", "final"), ("2027", "running")] {
        let file = portal.get_as(&contributor, &format!("/statements/{year}.json")).await;
        assert_eq!((file.status.as_u16(), file.header(header::CACHE_CONTROL)), (200, "no-store"));
        let value: Value = serde_json::from_str(&file.body).unwrap();
        let wrong: Vec<String> = schema.iter_errors(&value).map(|error| error.to_string()).collect();
        assert_eq!(wrong, [""; 0], "{year}");
        assert_eq!(value["state"], state);
    }
    // The schema can say no: of an amount that is a number, of a field that it does not know, of one that is missing.
    let body = portal.get_as(&contributor, "/statements/2026.json").await.body;
    let good: Value = serde_json::from_str(&body).unwrap();
    let changes: [fn(&mut Value); 3] = [
        |v| v["closing_balance"] = serde_json::json!(1.5),
        |v| v["rows"][0]["surprise"] = serde_json::json!(1),
        |v| {
            v.as_object_mut().unwrap().remove("issued");
        },
    ];
    for change in changes {
        let mut bad = good.clone();
        change(&mut bad);
        assert!(!schema.is_valid(&bad), "{bad}");
    }
    assert_eq!(good["opening_balance"], "0.00");
    assert_eq!(good["rows"].as_array().unwrap().len(), 6);
    // March never came, and the file says it.
    let (january, march) = (&good["months"][6], &good["months"][8]);
    assert_eq!((&january["contribution"], &january["in"]), (&"paid".into(), &"0.00".into()));
    assert_eq!((&march["contribution"], &march["expected"]), (&"missing".into(), &"2000.00".into()));
}

#[tokio::test]
async fn an_exported_file_is_checked_against_itself_and_the_books() {
    let (portal, contributor) = portal().await;
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("statement.json");
    let check = |text: &str| {
        std::fs::write(&file, text).unwrap();
        let (code, out, error) = anju(&portal, &["check", file.to_str().unwrap()]);
        (code, out + &error)
    };
    let body = portal.get_as(&contributor, "/statements/2026.json").await.body;
    let (code, said) = check(&body);
    assert!(code == 0 && said.contains("was issued like this on 2026-11-21"), "{code} {said}");
    // One amount and what follows from it, as somebody who wants more would write it.
    let mut richer: Value = serde_json::from_str(&body).unwrap();
    richer["rows"][0]["amount"] = "2000.01".into();
    let (code, said) = check(&richer.to_string());
    assert!(code == 1 && said.contains("row 1: the balance"), "{code} {said}");
    richer = serde_json::from_str(&body.replace("\"unit_part\":\"1200.00\"", "\"unit_part\":\"1300.00\""))
        .unwrap();
    let (code, said) = check(&richer.to_string());
    assert!(code == 1 && said.contains("its rows give"), "{code} {said}");
    // With a hash that fits, it is still none of ours.
    let hash = said.rsplit_once("its rows give ").unwrap().1.trim().to_owned();
    richer["issued"]["hash"] = hash.into();
    let (code, said) = check(&richer.to_string());
    assert!(code == 1 && said.contains("was not issued by this centre"), "{code} {said}");
    let running = portal.get_as(&contributor, "/statements/2027.json").await.body;
    assert_eq!(check(&running).0, 1);
    assert_eq!(check("{}").0, 2);
    assert_eq!(anju(&portal, &["check", "/nonexistent"]).0, 2);
}

#[tokio::test]
async fn the_command_says_what_the_page_says() {
    let (portal, contributor) = portal().await;
    let (number, body) = (number(), portal.get_as(&contributor, "/statements/2026.json").await.body);
    let (code, out, _) = anju(&portal, &["--account", number.as_str(), "--year", "2026", "--json"]);
    assert_eq!(code, 0);
    let (page, told): (Value, Value) =
        (serde_json::from_str(&body).unwrap(), serde_json::from_str(&out).unwrap());
    for field in ["rows", "flows", "roll", "months", "issued", "closing_balance"] {
        assert_eq!(page[field], told[field], "{field}");
    }
    let (code, out, _) = anju(&portal, &["--account", number.as_str(), "--year", "2026"]);
    assert!(code == 0 && out.contains("unit_share") && out.contains("4800.00"), "{out}");
    for (arguments, why) in [
        (&["--account", number.as_str(), "--year", "2020"][..], "no such account in that year"),
        (&["--account", "12", "--year", "2026"], "--account: not an account number"),
        (&["--account", number.as_str(), "--year", "26"], "--year: expected the calendar year"),
        (&["--year", "2026"], "--account"),
    ] {
        let (code, out, error) = anju(&portal, arguments);
        assert_eq!((code, out.as_str()), (2, ""), "{error}");
        assert!(error.contains(why), "{error}");
    }
}

#[tokio::test]
async fn the_table_adds_up_and_is_no_formula() {
    let (portal, contributor) = portal().await;
    let file = portal.get_as(&contributor, "/statements/2026.csv").await;
    assert_eq!(file.header(header::CONTENT_TYPE), "text/csv; charset=utf-8");
    assert!(file.header(header::CONTENT_DISPOSITION).contains("anju-statement-2026.csv"));
    let text = file.body.strip_prefix('\u{FEFF}').unwrap();
    let rows: Vec<Vec<&str>> = text.lines().map(|line| line.split(',').collect()).collect();
    assert!(rows.iter().all(|row| row.len() == rows[0].len()), "{text}");
    let fen = |cell: &str| (cell.replace('.', "")).parse::<i64>().unwrap();
    let (opening, closing) = (fen(rows[1][7]), fen(rows.last().unwrap()[7]));
    let moved: i64 = rows[2..rows.len() - 1].iter().map(|row| fen(row[4])).sum();
    assert_eq!(opening + moved, closing);
    assert!(!text.split([',', '\n']).any(|cell| cell.starts_with(['=', '+', '@', '\t'])), "{text}");
}

#[tokio::test]
async fn a_statement_is_its_owners_alone() {
    let (portal, contributor) = portal().await;
    for path in ["/statements", "/statements/2026", "/statements/2026/2026-02", "/statements/2026/02"] {
        assert_eq!(portal.get_as(&contributor, path).await.status, 200, "{path}");
    }
    for path in [
        "/statements/2024",
        "/statements/abcd",
        "/statements/2026/2025-06",
        "/statements/2026/13",
        "/statements/2024.json",
        "/statements/x.csv",
        "/statements/2027/2027-01",
    ] {
        assert_eq!(portal.get_as(&contributor, path).await.status, 404, "{path}");
    }
    let answer = portal.get("/statements/2026.json").await;
    assert_eq!((answer.status.as_u16(), answer.header(header::LOCATION)), (303, "/sign-in?next=statements"));
    let clerk = portal.staff(Role::Counter).await;
    for path in ["/statements/2026", "/statements/2026.json", "/statements/2026.csv"] {
        assert_eq!(portal.get_as(&clerk, path).await.status, 403, "{path}");
    }
}

/// Take the test of `masked` out of a picture, and its amounts are in the page.
#[tokio::test]
async fn hidden_amounts_are_not_in_the_page() {
    let (portal, contributor) = portal().await;
    let masked = people::Visitor { cookie: format!("{}; mask=1", contributor.cookie), token: String::new() };
    for path in ["/statements", "/statements/2026", "/statements/2026/2026-02"] {
        let (open, hidden) = (portal.get_as(&contributor, path).await, portal.get_as(&masked, path).await);
        assert!(open.body.contains(".00<") || open.body.contains("2,000<"), "{path}");
        assert!(!has_amount(&hidden.body), "{path}: {}", hidden.body);
        assert!(!hidden.body.contains("<rect") && !hidden.body.contains("class=\"chart"), "{path}");
    }
}

/// Digits, a point and two digits that end there.
fn has_amount(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.windows(5).any(|w| {
        w[0].is_ascii_digit()
            && w[1] == b'.'
            && w[2].is_ascii_digit()
            && w[3].is_ascii_digit()
            && w[4] == b'<'
    })
}

/// From the form to the certificate, its PDF and the public check; sent twice, it is one.
#[tokio::test]
async fn a_signed_statement_verifies_like_every_certificate() {
    let (portal, contributor) = portal().await;
    let page = portal.get_as(&contributor, "/statements/2026").await.body;
    assert!(page.contains("action=\"/do/statements-sign\""));
    let form = "year=2026&request_id=018f0000-0000-7000-8000-000000000002";
    let made = portal.post_as(&contributor, "/do/statements-sign", form).await;
    let place = made.header(header::LOCATION).to_owned();
    assert!(place.starts_with("/certificates/") && !place.contains("not-made"), "{place}");
    assert_eq!(
        portal.post_as(&contributor, "/do/statements-sign", form).await.header(header::LOCATION),
        place
    );
    let shown = portal.get_as(&contributor, &place).await.body;
    let file: Value =
        serde_json::from_str(&portal.get_as(&contributor, "/statements/2026.json").await.body).unwrap();
    let number = file["issued"]["number"].as_str().unwrap();
    assert!(shown.contains("住房公积金年度对账单") && shown.contains(number), "{shown}");
    let pdf = portal.get_as(&contributor, &format!("{place}.pdf")).await;
    assert_eq!((pdf.status.as_u16(), pdf.header(header::CONTENT_TYPE)), (200, "application/pdf"));
    // What anybody's phone reads: the digits behind the code, verified by the centre.
    let id = place.rsplit('/').next().unwrap().parse().unwrap();
    let ctx = &portal.test.ctx;
    let actor = service::session::resolve(ctx, Some(&contributor.token)).await.unwrap();
    let service::actor::Actor::Member(member) = actor else { panic!("{actor:?}") };
    let own = service::certificate::find_own(ctx, &member, &id).await.unwrap().unwrap().0;
    let mark = own.payload.statement.unwrap();
    assert!(mark.is_of(file["issued"]["hash"].as_str().unwrap()));
    assert_eq!(mark.closing.plain(), file["closing_balance"].as_str().unwrap());
    let seen = portal.get(&format!("/z/{}", app::actions::certificate::segment(&own.link))).await.body;
    assert!(seen.contains("data-verdict=\"VALID\"") && seen.contains(number), "{seen}");
    for bad in
        ["year=2027&request_id=018f0000-0000-7000-8000-000000000003", "year=2026&request_id=x", "year=x"]
    {
        let answer = portal.post_as(&contributor, "/do/statements-sign", bad).await;
        assert!(answer.header(header::LOCATION).starts_with("/problem/"), "{bad}: {answer:?}");
    }
    // Rows that are not those that were signed are printed beside no code.
    portal
        .test
        .db
        .tamper("ledger_transfer", "update ledger_transfer set posted_on = '2026-02-11' where seq = 1")
        .await;
    assert_eq!(portal.get_as(&contributor, &format!("{place}.pdf")).await.status, 500);
    let page = portal.get_as(&contributor, "/statements/2026").await.body;
    assert!(page.contains("这份账单的依据正在核对"), "{page}");
}

/// The settlement's own guard, asked through the door that issues.
#[tokio::test]
async fn nothing_is_issued_of_a_year_that_is_not_settled() {
    let portal = Portal::new().await;
    let ctx = &portal.test.ctx;
    assert!(issue_year(ctx, &Rules::of(ctx), year(), 10).await.is_err());
    let mut conn = ctx.store.read().await.unwrap();
    assert_eq!(settlements::settlements_finished(&mut conn).await.unwrap(), []);
}
