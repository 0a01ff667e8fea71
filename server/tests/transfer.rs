//! `anju transfer` as two people call it: one out and one in through their states, each refusal by name, nothing twice.

use domain::{BusinessCode, CaseNumber, Fen, IdNumber, Month, PersonName, contribution::ContributionRate};
use serde_json::Value;
use service::{
    Ctx,
    actor::Actor,
    clock::{Clock, SystemClock},
    people::{self, NewPerson},
    second_factor::Secret,
    staff::{self, NewStaff},
    transfer,
};
use sha2::{Digest, Sha256};
use std::{
    io::Write,
    path::PathBuf,
    process::{Command, Stdio},
};
use store::{
    Engine,
    account::{self, NewAccount, Terms},
    ledger::{self, Movement},
    session,
    staff::Role,
    testing::TestStore,
    transfer::{self as rows, Transfer},
};

const PASSWORD: &str = "river-otter-42";
const XIAMEN: &str = "厦门市住房公积金中心";
const THERE: &str = "2018 0012 34";
const HOLDER_ID: &str = "350502199003070217";

/// A centre on disk: one sealed account with 2,000 yuan, and two reviewers.
struct Centre {
    db: TestStore,
    keys: tempfile::TempDir,
    ctx: Ctx,
    secrets: Vec<(&'static str, Secret)>,
    account: String,
    person: String,
}

impl Centre {
    async fn new(engine: Engine) -> Centre {
        let db = TestStore::new(engine).await;
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
        let id = IdNumber::parse(HOLDER_ID).unwrap();
        let person = people::create(&ctx, &NewPerson { name: &name, id: &id, mobile: None }).await.unwrap();
        let account = a_sealed_account(&ctx, &person).await;
        let mut secrets = Vec::new();
        for (login, role, sequence) in
            [("maker", Role::FirstReviewer, 1), ("checker", Role::SecondReviewer, 2)]
        {
            let id = IdNumber::from_parts(350_599, "1985-05-17".parse().unwrap(), sequence).unwrap();
            let secret = Secret::mint(&ctx);
            let new = NewStaff { login, name: &name, id: &id, role };
            staff::add(&ctx, &new, PASSWORD, &secret).await.unwrap();
            secrets.push((login, secret));
        }
        Centre { db, keys, ctx, secrets, account, person }
    }

    /// (exit code, standard output, standard error). A code counts once: what was spent is forgotten between two
    /// commands, as half a minute forgets it.
    async fn run(&self, login: &str, arguments: &[&str]) -> (i32, String, String) {
        self.command("transfer", login, arguments).await
    }

    async fn command(&self, command: &str, login: &str, arguments: &[&str]) -> (i32, String, String) {
        self.db.tamper("credential", "update credential set totp_last_step = 0").await;
        let secret = &self.secrets.iter().find(|(name, _)| *name == login).unwrap().1;
        let what = command;
        let mut command = Command::new(env!("CARGO_BIN_EXE_anju"));
        command.arg(what).args(arguments).env_remove("ANJU_STAFF_PASSWORD");
        if !matches!(arguments[0], "list" | "show") {
            command.args(["--staff", login]);
        }
        command.env("ANJU_DATABASE", &self.db.url).env("ANJU_KEYS", PathBuf::from(self.keys.path()));
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let lines = format!("{PASSWORD}\n{}\n", secret.code_at(SystemClock::new().now()));
        // A command that refuses before it reads has closed its side.
        let _ = child.stdin.take().unwrap().write_all(lines.as_bytes());
        let output = child.wait_with_output().unwrap();
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
    }

    #[track_caller]
    fn json(answer: &(i32, String, String)) -> Value {
        assert_eq!(answer.0, 0, "{}", answer.2);
        serde_json::from_str(answer.1.lines().next().unwrap()).unwrap()
    }

    /// Done; answers where it led.
    async fn done(&self, login: &str, arguments: &[&str]) -> String {
        Centre::json(&self.run(login, arguments).await)["state"].as_str().unwrap().to_owned()
    }

    /// Refused by this name.
    async fn refused(&self, login: &str, arguments: &[&str], name: &str) {
        let (code, out, error) = self.run(login, arguments).await;
        assert!(
            code == 2 && out.is_empty() && error.starts_with(name),
            "{arguments:?}: {code} {out} {error}"
        );
    }

    async fn letter(&self, letter: &str, id_number: &str) -> (i32, String, String) {
        let id = format!("id-{letter}");
        let words = [
            "letter",
            &self.account,
            "--name",
            "林秀芳",
            "--id-number",
            id_number,
            "--centre",
            XIAMEN,
            "--other-account",
            THERE,
            "--letter",
            letter,
            "--payee",
            XIAMEN,
            "--payee-account",
            "35001234567890",
            "--payee-bank",
            "105393000012",
            "--id",
            &id,
        ];
        self.run("maker", &words).await
    }

    /// Money of the bank, in suspense; answers its receipt.
    async fn came(&self, serial: &str, amount: &str) -> String {
        let day = self.ctx.today().to_string();
        let words =
            ["receive", "--reference", serial, "--payer", XIAMEN, "--amount", amount, "--received-on", &day];
        let receipt = Centre::json(&self.command("suspense", "maker", &words).await);
        receipt["receipt"].as_str().unwrap().to_owned()
    }

    async fn transfer(&self, number: &str) -> Transfer {
        let number = CaseNumber::parse(number).unwrap();
        let mut conn = self.ctx.store.read().await.unwrap();
        rows::find_by_number(&mut conn, &number).await.unwrap().unwrap()
    }

    async fn balance(&self) -> Fen {
        let mut conn = self.ctx.store.read().await.unwrap();
        let number = domain::AccountNo::parse(&self.account).unwrap();
        account::find(&mut conn, &number).await.unwrap().unwrap().account.balance
    }
}

/// An account with one contribution that nobody owes another month of.
async fn a_sealed_account(ctx: &Ctx, person: &str) -> String {
    let number = domain::AccountNo::of(35, 1).unwrap();
    let rate = ContributionRate::from_bp(1000);
    let none = Fen::ZERO;
    let base = Fen::from_yuan(10_000);
    let terms =
        Terms { base, unit_rate: rate, personal_rate: rate, unit_monthly: none, personal_monthly: none };
    let day = "2026-08-10".parse().unwrap();
    let kind = domain::account::AccountKind::Unit;
    let new = NewAccount { number: &number, person_id: person, unit_id: None, kind, opened_on: day, terms };
    let share = Some(Fen::from_yuan(1000));
    let movement = Movement {
        debit: ledger::BANK_DEPOSIT,
        credit: number.as_str(),
        amount: Fen::from_yuan(2000),
        business: BusinessCode::RegularRemittance,
        month: Some(Month::new(2026, 8).unwrap()),
        unit_part: share,
        personal_part: share,
        case_id: None,
        value_date: day,
        posted_on: day,
        recorded: ctx.now(),
    };
    store::write!(ctx.store, "test", |tx| {
        account::insert(&mut tx, &new).await?;
        ledger::transfer_post(&mut tx, &movement).await?;
        account::state_set(&mut tx, &number, domain::AccountState::Sealed, ctx.today()).await
    })
    .unwrap();
    number.as_str().to_owned()
}

async fn a_letter_is_paid_by_two_people_once(engine: Engine) {
    let c = Centre::new(engine).await;
    let other = c.letter("XM-1", "11010519491231002X").await;
    assert!(other.0 == 2 && other.2.starts_with("other_person: "), "{}", other.2);
    let made = Centre::json(&c.letter("XM-1", HOLDER_ID).await);
    let number = made["number"].as_str().unwrap().to_owned();
    assert_eq!(Centre::json(&c.letter("XM-1", HOLDER_ID).await)["number"], made["number"], "sent twice");
    let again = c.letter("XM-2", HOLDER_ID).await;
    assert!(again.0 == 2 && again.2.starts_with("under_way: "), "{}", again.2);
    let n = number.as_str();
    c.refused("maker", &["note", n, "--move", "ask"], "no_note: ").await;
    c.refused("maker", &["note", n, "--move", "confirm"], "not_by_one: ").await;
    c.refused("maker", &["note", n, "--move", "pay"], "not_now: ").await;
    c.refused("maker", &["confirm", n, "--basis", " "], "no_basis: ").await;
    c.refused("maker", &["approve", "id-XM-1"], "a second reviewer decides").await;
    c.refused("checker", &["approve", "id-XM-1"], "not_proposed: ").await;
    c.refused("maker", &["note", "none", "--move", "ask", "--note", "x"], "“none” is not").await;
    assert_eq!(
        c.done("maker", &["note", n, "--move", "ask", "--note", "缺身份证复印件"]).await,
        "negotiating"
    );
    assert_eq!(c.done("maker", &["note", n, "--move", "answer", "--note", "已补"]).await, "letter_reviewed");
    assert_eq!(c.done("maker", &["confirm", n, "--basis", "身份证与账户相符"]).await, "letter_confirmed");
    assert_eq!(c.done("maker", &["confirm", n, "--basis", "身份证与账户相符"]).await, "letter_confirmed");
    let listed = Centre::json(&c.run("maker", &["list"]).await);
    assert_eq!(listed["waits_for_second_reviewer"].as_bool(), Some(true), "{listed}");
    assert_eq!(c.balance().await, Fen::from_yuan(2000), "nothing has moved");
    c.refused("checker", &["confirm", n, "--basis", "x"], "a first reviewer proposes").await;
    assert_eq!(c.done("checker", &["approve", "id-XM-1"]).await, "info_reviewed");
    let paid = c.transfer(n).await;
    assert_eq!(c.done("checker", &["approve", "id-XM-1"]).await, "info_reviewed", "approved twice");
    assert_eq!((c.transfer(n).await, c.balance().await), (paid, Fen::ZERO), "paid once");
    c.refused("checker", &["refuse", "id-XM-1"], "decided: ").await;
    let (code, shown, _) = c.run("maker", &["show", n]).await;
    assert_eq!((code, shown.lines().count()), (0, 6), "{shown}");
}

/// Asked for by the contributor, who has paid a year in a row, as the page does it.
async fn asked_for(c: &Centre) -> String {
    let ctx = &c.ctx;
    let number = domain::AccountNo::parse(&c.account).unwrap();
    let months = domain::account::PaidMonths { first: None, through: None, consecutive: 12, total: 12 };
    let token = "0".repeat(64);
    let session = session::Session {
        token_hash: Sha256::digest(token.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect(),
        role: "member".into(),
        subject_id: Some(c.person.clone()),
        created: ctx.now(),
        seen: ctx.now(),
        expires: ctx.now().plus_ms(600_000),
    };
    store::write!(ctx.store, "test", |tx| {
        account::months_set(&mut tx, &number, months).await?;
        session::insert(&mut tx, &session).await
    })
    .unwrap();
    let actor = service::session::resolve(ctx, Some(&token)).await.unwrap();
    let Actor::Member(member) = actor else { panic!("{actor:?}") };
    let sent = transfer::Sent {
        request_id: ctx.uuid(ctx.now()),
        centre: XIAMEN.into(),
        account: THERE.into(),
        declaration: "yes".into(),
    };
    match transfer::submit(ctx, &member, sent).await.unwrap() {
        transfer::Submitted::Transfer(number) => number.as_str().to_owned(),
        transfer::Submitted::NotNow => panic!("not now"),
    }
}

async fn money_of_another_city_is_booked_by_two_people_once(engine: Engine) {
    let c = Centre::new(engine).await;
    let number = asked_for(&c).await;
    let n = number.as_str();
    c.refused("maker", &["note", n, "--move", "inform", "--principal", "1", "--interest", "0"], "not_now: ")
        .await;
    assert_eq!(c.done("maker", &["send", n, "--id", "s1"]).await, "proposed");
    assert_eq!(c.done("maker", &["send", n, "--id", "s1"]).await, "proposed", "sent twice");
    c.refused("maker", &["send", n, "--id", "s2"], "already_proposed: ").await;
    c.refused("maker", &["note", n, "--move", "reject", "--note", "x"], "already_proposed: ").await;
    assert_eq!(c.done("checker", &["approve", "s1"]).await, "letter_reviewed");
    assert_eq!(c.done("maker", &["note", n, "--move", "confirm"]).await, "letter_confirmed");
    c.refused("maker", &["note", n, "--move", "inform"], "no_amount: ").await;
    c.refused(
        "maker",
        &["note", n, "--move", "inform", "--principal", "1.005", "--interest", "0"],
        "“1.005”",
    )
    .await;
    let inform = ["note", n, "--move", "inform", "--principal", "12000.00", "--interest", "31.20"];
    assert_eq!(c.done("maker", &inform).await, "info_reviewed");
    assert_eq!(c.done("maker", &["note", n, "--move", "pay", "--reference", "XM-77"]).await, "paid");
    c.refused("maker", &["note", n, "--move", "book"], "not_by_one: ").await;
    c.refused("maker", &["book", n, "--receipt", "r9"], "no_receipt: ").await;
    let less = c.came("B1", "12031.19").await;
    c.refused("maker", &["book", n, "--receipt", &less], "other_amount: ").await;
    let receipt = c.came("B2", "12031.20").await;
    let book = ["book", n, "--receipt", &receipt, "--id", "b1"];
    assert_eq!(c.done("maker", &book).await, "proposed");
    c.refused("checker", &["approve", "b9"], "not_proposed: ").await;
    assert_eq!(c.done("checker", &["approve", "b1"]).await, "done");
    let booked = c.transfer(n).await;
    assert_eq!(c.done("checker", &["approve", "b1"]).await, "done", "approved twice");
    assert_eq!((c.transfer(n).await, c.balance().await), (booked, Fen::new(1_403_120)), "booked once");
    c.refused("checker", &["refuse", "b1"], "decided: ").await;
    c.refused("maker", &["note", n, "--move", "return", "--note", "x"], "not_now: ").await;
    assert_eq!(c.run("maker", &["list"]).await.1, "", "nothing is under way");
}

macro_rules! on_both_engines {
    ($($name:ident),* $(,)?) => {
        mod sqlite { use super::*; $(#[tokio::test] async fn $name() { super::$name(Engine::Sqlite).await; })* }
        mod postgres { use super::*; $(#[tokio::test] async fn $name() { super::$name(Engine::Postgres).await; })* }
    };
}

on_both_engines!(a_letter_is_paid_by_two_people_once, money_of_another_city_is_booked_by_two_people_once,);
