//! `anju correct`, `anju suspense` and `anju account` as two people call them.

use domain::{BusinessCode, Fen, IdNumber, Month, PersonName, contribution::ContributionRate};
use serde_json::Value;
use service::{
    clock::{Clock, SystemClock},
    people::{self, NewPerson, NewStaff},
    second_factor::Secret,
};
use std::{
    io::Write,
    path::PathBuf,
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

/// A centre on disk: one account with one month, and two reviewers.
struct Centre {
    db: TestStore,
    keys: tempfile::TempDir,
    secrets: Vec<(&'static str, Secret)>,
    seq: i64,
}

impl Centre {
    async fn new() -> Centre {
        let db = TestStore::new(Engine::Sqlite).await;
        let keys = tempfile::tempdir().unwrap();
        let books = server::config::Books {
            database: db.url.clone(),
            keys: keys.path().to_owned(),
            city: "quanzhou".into(),
            demo: false,
            host: "localhost".into(),
            clock: None,
        };
        let ctx = server::start::open(&books).await.unwrap();
        let name = PersonName::parse("林秀芳").unwrap();
        let id = IdNumber::parse("350502199003070217").unwrap();
        let person = people::create(&ctx, &NewPerson { name: &name, id: &id, mobile: None }).await.unwrap();
        let seq = a_month(&ctx, &person).await;
        let mut secrets = Vec::new();
        let reviewers = [("maker", Role::FirstReviewer, 1), ("checker", Role::SecondReviewer, 2)];
        for (login, role, sequence) in reviewers {
            let id = IdNumber::from_parts(350_599, "1985-05-17".parse().unwrap(), sequence).unwrap();
            let secret = Secret::mint(&ctx);
            let new = NewStaff { login, name: &name, id: &id, role };
            people::create_staff(&ctx, &new, PASSWORD, &secret).await.unwrap();
            secrets.push((login, secret));
        }
        Centre { db, keys, secrets, seq }
    }

    /// (exit code, standard output, standard error)
    fn run(&self, login: &str, arguments: &[&str]) -> (i32, String, String) {
        let secret = &self.secrets.iter().find(|(name, _)| *name == login).unwrap().1;
        let mut command = Command::new(env!("CARGO_BIN_EXE_anju"));
        command.args(arguments).args(["--staff", login]).env_remove("ANJU_STAFF_PASSWORD");
        command.env("ANJU_DATABASE", &self.db.url).env("ANJU_KEYS", PathBuf::from(self.keys.path()));
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let lines = format!("{PASSWORD}\n{}\n", secret.code_at(SystemClock::new().now()));
        child.stdin.take().unwrap().write_all(lines.as_bytes()).unwrap();
        let output = child.wait_with_output().unwrap();
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
    }
}

/// An account with a contribution for August; answers its row.
async fn a_month(ctx: &service::Ctx, person: &str) -> i64 {
    let number = domain::AccountNo::of(35, 1).unwrap();
    let (rate, share) = (ContributionRate::from_bp(1000), Fen::from_yuan(1000));
    let base = Fen::from_yuan(10_000);
    let terms =
        Terms { base, unit_rate: rate, personal_rate: rate, unit_monthly: share, personal_monthly: share };
    let day = "2026-08-10".parse().unwrap();
    let kind = domain::account::AccountKind::Unit;
    let new = NewAccount { number: &number, person_id: person, unit_id: None, kind, opened_on: day, terms };
    let movement = Movement {
        debit: ledger::BANK_DEPOSIT,
        credit: number.as_str(),
        amount: Fen::from_yuan(2000),
        business: BusinessCode::RegularRemittance,
        month: Some(Month::new(2026, 8).unwrap()),
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
    .unwrap()
}

/// One code a login: each is spent once, and the next comes in half a minute.
#[tokio::test]
async fn two_people_take_an_entry_back() {
    let centre = Centre::new().await;
    let seq = centre.seq.to_string();
    let (code, out, error) =
        centre.run("maker", &["correct", "propose", &seq, "--reason", "paid-twice", "--id", "c1"]);
    assert_eq!(code, 0, "{error}");
    let proposed: Value = serde_json::from_str(&out).unwrap();
    assert_eq!((proposed["state"].as_str(), proposed["id"].as_str()), (Some("proposed"), Some("c1")));
    let (code, out, error) = centre.run("checker", &["correct", "approve", "c1"]);
    assert_eq!(code, 0, "{error}");
    let done: Value = serde_json::from_str(&out).unwrap();
    assert_eq!(done["state"].as_str(), Some("done"));
    assert!(done["reversal_seq"].as_i64().unwrap() > centre.seq);
}

#[tokio::test]
async fn a_code_is_spent_once_and_a_role_does_its_own_part() {
    let centre = Centre::new().await;
    let (code, _, error) = centre.run("checker", &["correct", "propose", "1", "--reason", "ordered"]);
    assert_eq!((code, error.as_str()), (2, "a first reviewer proposes\n"));
    let (code, _, error) = centre.run("checker", &["suspense", "approve", "u1"]);
    assert_eq!(code, 2);
    assert!(error.starts_with("login, password or one-time code is wrong"), "{error}");
    let (code, _, error) = centre.run("maker", &["correct", "propose", "77", "--reason", "ordered"]);
    assert_eq!((code, error.as_str()), (2, "not_found: there is no such entry\n"));
}

#[tokio::test]
async fn two_people_close_an_account() {
    let centre = Centre::new().await;
    let number = domain::AccountNo::of(35, 1).unwrap();
    let store = store::Store::open(&centre.db.url).await.unwrap();
    store::write!(store, "test", |tx| {
        let now = SystemClock::new().now();
        account::state_set(&mut tx, &number, domain::AccountState::Sealed, now.day()).await?;
        let own = account::find(&mut tx, &number).await?.unwrap();
        // Only the last digits are looked at before the bank is.
        let (sealed, tail, bank) = ("sealed".to_owned(), "6789".to_owned(), "ccb".to_owned());
        let card = store::payout_card::PayoutCard { sealed, tail, bank, matched: now };
        store::payout_card::card_put(&mut tx, &own.person_id, &card).await
    })
    .unwrap();
    // Paid for August alone, and sealed today: the months between are missing, unless nobody owes any.
    centre.db.tamper("account", "update account set unit_monthly_fen = 0, personal_monthly_fen = 0").await;
    let ask = ["account", "close", number.as_str(), "--reason", "retired", "--basis", "R1", "--id", "c1"];
    let (code, out, error) = centre.run("maker", &ask);
    assert_eq!(code, 0, "{error}");
    let proposed: Value = serde_json::from_str(&out).unwrap();
    assert_eq!((proposed["state"].as_str(), proposed["act"].as_str()), (Some("proposed"), Some("withdrawn")));
    let (code, out, error) = centre.run("checker", &["account", "approve", "c1"]);
    assert_eq!(code, 0, "{error}");
    let done: Value = serde_json::from_str(&out).unwrap();
    assert_eq!((done["state"].as_str(), done["principal"].as_str()), (Some("done"), Some("2000.00")));
    let interest: f64 = done["interest"].as_str().unwrap().parse().unwrap();
    assert!(interest > 0.0, "{done}");
}
