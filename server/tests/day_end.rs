//! `anju reconcile`, `anju day-end`, `anju plan` and `anju indicators` as people call them, on one day of books.

use chrono::NaiveDate;
use domain::{BusinessCode, Fen, IdNumber, Month, PersonName, contribution::ContributionRate};
use serde_json::Value;
use service::{
    clock::{Clock, SystemClock},
    people::{self, NewPerson, NewStaff},
    second_factor::Secret,
};
use std::{
    io::Write,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};
use store::{
    Engine,
    account::{self, NewAccount, Terms},
    ledger::{self, Movement},
    staff::Role,
    testing::TestStore,
};

const PASSWORD: &str = "river-otter-42";

/// A centre on disk: one account, paid yesterday, and the three people of the day-end.
struct Centre {
    db: TestStore,
    dir: tempfile::TempDir,
    secrets: Vec<(&'static str, Secret)>,
    day: NaiveDate,
}

impl Centre {
    async fn new() -> Centre {
        let db = TestStore::new(Engine::Sqlite).await;
        let dir = tempfile::tempdir().unwrap();
        let books = server::config::Books {
            database: db.url.clone(),
            keys: dir.path().join("keys"),
            city: "quanzhou".into(),
            demo: false,
            host: "localhost".into(),
            clock: None,
        };
        let ctx = server::start::open(&books).await.unwrap();
        let name = PersonName::parse("林秀芳").unwrap();
        let id = IdNumber::parse("350502199003070217").unwrap();
        let person = people::create(&ctx, &NewPerson { name: &name, id: &id, mobile: None }).await.unwrap();
        let day = ctx.today().pred_opt().unwrap();
        a_month(&ctx, &person, day).await;
        let mut secrets = Vec::new();
        let people = [
            ("teller", Role::Counter, 1),
            ("cashier", Role::Counter, 4),
            ("another", Role::Counter, 5),
            ("first", Role::FirstReviewer, 2),
            ("second", Role::SecondReviewer, 3),
        ];
        for (login, role, sequence) in people {
            let id = IdNumber::from_parts(350_599, "1985-05-17".parse().unwrap(), sequence).unwrap();
            let secret = Secret::mint(&ctx);
            let new = NewStaff { login, name: &name, id: &id, role };
            people::create_staff(&ctx, &new, PASSWORD, &secret).await.unwrap();
            secrets.push((login, secret));
        }
        Centre { db, dir, secrets, day }
    }

    /// The bank's statement of the day: one line of so many yuan.
    fn statement(&self, name: &str, yuan: i32) -> PathBuf {
        let (day, path) = (self.day, self.dir.path().join(name));
        let text = format!(
            "account,kind,date,serial,amount,reference,counterparty\n35001,opening,{day},,0.00,,\n\
             35001,line,{day},B1,{yuan}.00,,刺桐纺织\n35001,closing,{day},,{yuan}.00,,\n"
        );
        std::fs::write(&path, text).unwrap();
        path
    }

    /// (exit code, standard output, standard error)
    fn run(&self, arguments: &[&str]) -> (i32, String, String) {
        self.told(arguments, "")
    }

    /// The same by somebody who gives password and code.
    fn run_as(&self, login: &str, arguments: &[&str]) -> (i32, String, String) {
        let secret = &self.secrets.iter().find(|(name, _)| *name == login).unwrap().1;
        let lines = format!("{PASSWORD}\n{}\n", secret.code_at(SystemClock::new().now()));
        self.told(&[arguments, &["--staff", login]].concat(), &lines)
    }

    fn told(&self, arguments: &[&str], lines: &str) -> (i32, String, String) {
        let mut command = Command::new(env!("CARGO_BIN_EXE_anju"));
        command.args(arguments).env_remove("ANJU_STAFF_PASSWORD");
        command.env("ANJU_DATABASE", &self.db.url).env("ANJU_KEYS", self.dir.path().join("keys"));
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        child.stdin.take().unwrap().write_all(lines.as_bytes()).unwrap();
        let output = child.wait_with_output().unwrap();
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
    }
}

async fn a_month(ctx: &service::Ctx, person: &str, day: NaiveDate) {
    let number = domain::AccountNo::of(35, 1).unwrap();
    let (rate, share) = (ContributionRate::from_bp(1000), Fen::from_yuan(1000));
    let base = Fen::from_yuan(10_000);
    let terms =
        Terms { base, unit_rate: rate, personal_rate: rate, unit_monthly: share, personal_monthly: share };
    let kind = domain::account::AccountKind::Unit;
    let new = NewAccount { number: &number, person_id: person, unit_id: None, kind, opened_on: day, terms };
    let movement = Movement {
        debit: ledger::BANK_DEPOSIT,
        credit: number.as_str(),
        amount: Fen::from_yuan(2000),
        business: BusinessCode::RegularRemittance,
        month: Some(Month::of(day)),
        unit_part: Some(share),
        personal_part: Some(share),
        case_id: None,
        value_date: day,
        posted_on: day,
        recorded: ctx.now(),
    };
    store::write!(ctx.store, "test", |tx| {
        account::insert(&mut tx, &new).await?;
        ledger::transfer_post(&mut tx, &movement).await
    })
    .unwrap();
}

fn json(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|_| panic!("{text}"))
}

fn text_of(path: &Path) -> &str {
    path.to_str().unwrap()
}

#[tokio::test]
async fn a_day_is_reconciled_and_signed_by_three() {
    let centre = Centre::new().await;
    let day = centre.day.to_string();
    let file = centre.statement("bank.csv", 2_000);
    let take = ["reconcile", "--date", &day, "--bank-file", text_of(&file), "--json"];
    // What the bank brought has no serial of ours: the one line and the one entry of the day agree by their amount.
    let (code, out, error) = centre.run(&take);
    assert_eq!(code, 0, "{out} {error}");
    let report = json(&out);
    assert_eq!((report["taken"].as_bool(), report["matched"].as_i64()), (Some(true), Some(1)));
    assert_eq!(json(&centre.run(&take).1)["taken"].as_bool(), Some(false), "known already");
    let other = centre.statement("other.csv", 2_001);
    let (code, _, error) = centre.run(&["reconcile", "--date", &day, "--bank-file", text_of(&other)]);
    assert!(code == 2 && error.starts_with("altered: "), "{error}");
    let sheet = json(&centre.run(&["day-end", "show", "--date", &day, "--json"]).1);
    assert_eq!(sheet["obstacles"].as_array().map(Vec::len), Some(0), "{sheet}");
    let sign = ["day-end", "sign", "--date", &day, "--json"];
    let (code, _, error) = centre.run_as("second", &sign);
    assert!(code == 2 && error.starts_with("not_the_turn: "), "{error}");
    let (code, out, error) = centre.run_as("teller", &sign);
    assert_eq!((code, json(&out)["state"].as_str()), (0, Some("teller")), "{error}");
    let (code, out, error) = centre.run_as("first", &sign);
    assert_eq!((code, json(&out)["state"].as_str()), (0, Some("first")), "{error}");
}

#[tokio::test]
async fn a_wrong_statement_is_replaced_by_a_teller_who_says_why() {
    let centre = Centre::new().await;
    let day = centre.day.to_string();
    let (wrong, right) = (centre.statement("wrong.csv", 1_999), centre.statement("right.csv", 2_000));
    let replace =
        |file| ["reconcile", "replace", "--date", &day, "--bank-file", text_of(file), "--json", "--reason"];
    let with = |file, why| [&replace(file)[..], &[why]].concat();
    assert_eq!(centre.run(&["reconcile", "--date", &day, "--bank-file", text_of(&wrong)]).0, 1);
    let (code, _, error) = centre.run_as("first", &with(&right, "draft"));
    assert!(code == 2 && error.starts_with("a teller replaces"), "{error}");
    let (code, out, error) = centre.run_as("teller", &with(&right, "草稿 draft"));
    assert_eq!((code, json(&out)["version"].as_i64()), (0, Some(2)), "{error}");
    let versions = centre.run(&["reconcile", "versions", "--date", &day]).1;
    let versions: Vec<Value> = versions.lines().map(json).collect();
    let told: Vec<_> = versions
        .iter()
        .map(|one| (one["stands"].as_bool(), one["closing"].as_str(), one["reason"].as_str()))
        .collect();
    assert_eq!(
        told,
        [(Some(false), Some("1999.00"), None), (Some(true), Some("2000.00"), Some("草稿 draft"))]
    );
    let sheet = json(&centre.run(&["day-end", "show", "--date", &day, "--json"]).1);
    assert_eq!(
        (sheet["statement_version"].as_i64(), sheet["replaced_by"].as_str()),
        (Some(2), Some("林秀芳"))
    );
    let found = centre.run(&["verify"]).1;
    assert!(!found.contains("statement"), "{found}");
    let (code, out, error) = centre.run_as("cashier", &["day-end", "sign", "--date", &day]);
    assert_eq!(code, 0, "{out} {error}");
    let (code, _, error) = centre.run_as("another", &with(&wrong, "draft"));
    assert!(code == 2 && error.starts_with("day_signed: "), "{error}");
}

#[tokio::test]
async fn a_break_makes_the_command_fail_and_is_listed() {
    let centre = Centre::new().await;
    let day = centre.day.to_string();
    let file = centre.statement("bank.csv", 1_999);
    let (code, out, _) = centre.run(&["reconcile", "--date", &day, "--bank-file", text_of(&file), "--json"]);
    assert_eq!(code, 1, "{out}");
    let (code, out, _) = centre.run(&["reconcile", "breaks"]);
    let open: Vec<Value> = out.lines().map(json).collect();
    assert!(code == 1 && !open.is_empty(), "{out}");
    let id = open[0]["break"].as_str().unwrap();
    let explain = ["reconcile", "explain", id, "--reason", "bank-mistake"];
    let (code, out, error) = centre.run_as("first", &explain);
    assert_eq!((code, json(&out)["explanation"].as_str()), (0, Some("bank_mistake")), "{error}");
}

#[tokio::test]
async fn a_plan_stands_once_two_people_have_set_it() {
    let centre = Centre::new().await;
    let day = centre.day.to_string();
    let (code, _, error) = centre.run(&["indicators"]);
    assert!(code == 2 && error.starts_with("no closed day"), "{error}");
    let (code, out, error) = centre.run(&["close-day", "--date", &day]);
    assert_eq!(code, 0, "{out} {error}");
    let year = day.split('-').next().unwrap().to_owned();
    let propose = ["plan", "propose", "--year", &year, "--collection", "24000", "--withdrawals", "100"];
    let (code, _, error) = centre.run(&[&propose[..], &["--off-counter", "200", "--staff", "x"]].concat());
    assert!(code == 2 && error.starts_with("out_of_range: "), "{error}");
    let (code, out, error) =
        centre.run_as("first", &[&propose[..], &["--overdue", "0.2", "--id", "p1"]].concat());
    assert_eq!((code, json(&out)["state"].as_str()), (0, Some("proposed")), "{error}");
    let (code, out, error) = centre.run_as("second", &["plan", "approve", "p1"]);
    assert_eq!((code, json(&out)["targets"]["overdue_rate"].as_str()), (0, Some("0.200")), "{error}");
    let board = json(&centre.run(&["indicators", "--json"]).1);
    let of = |code: &str| {
        let all = board["indicators"].as_array().unwrap();
        all.iter().find(|one| one["indicator"] == code).cloned().unwrap()
    };
    assert_eq!(
        (of("collection")["value"].as_str(), of("collection")["target"].as_str()),
        (Some("2000.00"), Some("24000.00"))
    );
    assert_eq!(
        (of("loan_to_balance")["value"].as_str(), of("loan_to_balance")["not_in_books"].as_str()),
        (None, Some("loans"))
    );
    let csv = centre.run(&["indicators", "--csv"]).1;
    assert!(csv.starts_with("month,collection_yuan,"), "{csv}");
    assert!(!csv.contains("2000.00"), "one person's money is held back: {csv}");
    assert_eq!(centre.run(&["plan", "list"]).1.lines().count(), 1);
}
