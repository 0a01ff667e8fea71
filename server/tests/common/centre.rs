//! A centre on disk with its staff, who call `anju` with password and one-time code.

use crate::command::{Said, anju};
use chrono::NaiveDate;
use domain::{AccountNo, BusinessCode, Fen, IdNumber, Month, PersonName};
use service::{
    Ctx,
    clock::{Clock, SystemClock},
    people::{self, NewPerson},
    second_factor::Secret,
    staff::{self, NewStaff},
};
use std::path::PathBuf;
use store::{
    Engine,
    account::{self, NewAccount},
    ledger::{self, Movement},
    staff::Role,
    testing::{TestStore, an_account, terms},
};

pub const PASSWORD: &str = "river-otter-42";

pub struct Centre {
    pub db: TestStore,
    ctx: Ctx,
    dir: tempfile::TempDir,
    secrets: Vec<(&'static str, Secret)>,
}

/// Somebody of whom only the number matters.
pub fn id_of(sequence: u32) -> IdNumber {
    IdNumber::from_parts(350_599, "1985-05-17".parse().unwrap(), sequence).unwrap()
}

impl Centre {
    /// With these people, each under an own login.
    pub async fn new(staff: &[(&'static str, Role)]) -> Centre {
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
        let name = PersonName::parse("陈静").unwrap();
        let mut secrets = Vec::new();
        for (sequence, (login, role)) in (1..).zip(staff) {
            let (id, secret) = (id_of(sequence), Secret::mint(&ctx));
            let new = NewStaff { login, name: &name, id: &id, role: *role };
            staff::add(&ctx, &new, PASSWORD, &secret).await.unwrap();
            secrets.push((*login, secret));
        }
        Centre { db, ctx, dir, secrets }
    }

    /// Opens an account with a contribution of 2,000 yuan for the month of a day; answers its row.
    pub async fn a_month(&self, number: &AccountNo, day: NaiveDate) -> i64 {
        let name = PersonName::parse("林秀芳").unwrap();
        let id = IdNumber::parse("350502199003070217").unwrap();
        let new = NewPerson { name: &name, id: &id, mobile: None };
        let person = people::create(&self.ctx, &new).await.unwrap();
        let share = Fen::from_yuan(1000);
        let terms = terms(Fen::from_yuan(10_000), 1000, share);
        let new = NewAccount { opened_on: day, ..an_account(number, &person, terms) };
        let (bank, amount) = (ledger::BANK_DEPOSIT, Fen::from_yuan(2000));
        let business = BusinessCode::RegularRemittance;
        let movement = Movement {
            month: Some(Month::of(day)),
            unit_part: Some(share),
            personal_part: Some(share),
            value_date: day,
            posted_on: day,
            ..Movement::at(bank, number.as_str(), amount, business, self.ctx.now())
        };
        store::write!(self.ctx.store, "test", |tx| {
            account::insert(&mut tx, &new).await?;
            ledger::transfer_post(&mut tx, &movement).await
        })
        .unwrap()
    }

    pub fn file(&self, name: &str, text: &str) -> PathBuf {
        let path = self.dir.path().join(name);
        std::fs::write(&path, text).unwrap();
        path
    }

    /// Runs a command with these lines on its standard input.
    pub fn anju(&self, arguments: &[&str], lines: &str) -> Said {
        anju(&self.db.url, &self.dir.path().join("keys"), arguments, lines)
    }

    /// As a member of staff. A code counts once: each login acts once in a test.
    pub fn as_staff(&self, login: &str, arguments: &[&str]) -> Said {
        let secret = &self.secrets.iter().find(|(name, _)| *name == login).unwrap().1;
        let lines = format!("{PASSWORD}\n{}\n", secret.code_at(SystemClock::new().now()));
        self.anju(&[arguments, &["--staff", login]].concat(), &lines)
    }
}
