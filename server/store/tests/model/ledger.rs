//! The ledger under test: carries movements out through the store's functions and reads back what the database
//! says, never what the model expects.

use super::{
    broken::Rule,
    moves::{ACCOUNTS, MEMBERS, Move},
    simple::{Balance, Books, Expected, name},
};
use domain::{BusinessCode, Fen, Month};
use sqlx::Row as _;
use std::collections::{BTreeMap, BTreeSet};
use store::{
    Conn, Error,
    ledger::{self, Class, Movement, Reservation},
    testing::NOW,
};

/// A row as it stands in the table.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Line {
    seq: i64,
    debit: String,
    credit: String,
    amount: i64,
    kind: String,
    reserves: Option<i64>,
}

pub struct Ledger<'c> {
    pub conn: &'c mut Conn,
    pub rule: Rule,
    /// Reservations in the order in which they were made.
    held: Vec<Reservation>,
    /// Every row so far, and the balances that they add up to.
    lines: Vec<Line>,
    replayed: BTreeMap<String, Balance>,
    resolved: BTreeSet<i64>,
    held_lines: usize,
    last: i64,
}

/// An account as the database says that it stands.
struct Claimed {
    id: String,
    stands: Balance,
}

impl Claimed {
    /// Its place in [`ACCOUNTS`].
    fn known(&self) -> Option<usize> {
        ACCOUNTS.iter().position(|name| *name == self.id)
    }
}

impl<'c> Ledger<'c> {
    pub async fn empty(conn: &'c mut Conn, rule: Rule) -> Ledger<'c> {
        let mut ledger = Ledger {
            conn,
            rule,
            held: Vec::new(),
            lines: Vec::new(),
            replayed: BTreeMap::new(),
            resolved: BTreeSet::new(),
            held_lines: 0,
            last: 0,
        };
        assert!(ledger.read().await.unwrap().1.is_empty(), "the books are empty");
        ledger
    }

    /// Does what the model has done, and fails when the ledger answers otherwise.
    pub async fn carry_out(&mut self, one: &Move, expected: &Expected, model: &Books) -> Result<(), String> {
        let (amount, done) = match *expected {
            Expected::Nothing => return Ok(()),
            Expected::Opened => (0, true),
            Expected::Done { amount } => (amount, true),
            Expected::Refused { amount } => (amount, false),
        };
        if !done {
            self.say("savepoint one").await;
        }
        let answer = self.ask(one, amount, model).await;
        if !done {
            // As `store::write!` does with the whole transaction of a refused command.
            self.say("rollback to savepoint one").await;
            self.say("release savepoint one").await;
        }
        match answer {
            Ok(answered) if answered == done => Ok(()),
            Ok(answered) => Err(format!("the model says {done}, the ledger {answered}")),
            Err(_) if !done => Ok(()),
            Err(error) => Err(format!("the model carries it out, the ledger says: {error}")),
        }
    }

    async fn ask(&mut self, one: &Move, amount: i64, model: &Books) -> Result<bool, Error> {
        match *one {
            Move::Open(account) => {
                let class = if account < MEMBERS { Class::Member } else { Class::Centre };
                ledger::account_open(self.conn, name(account), class).await?;
                Ok(true)
            }
            Move::Post { debit, credit, .. } => {
                let movement = movement(name(debit), name(credit), amount);
                self.rule.post(self.conn, &movement).await.map(|_| true)
            }
            Move::Contribute { account, month, .. } => {
                let movement = Movement {
                    business: BusinessCode::RegularRemittance,
                    month: Month::new(2024, 1).ok().map(|first| first.plus(i32::from(month))),
                    ..movement(ledger::BANK_DEPOSIT, name(account), amount)
                };
                self.rule.post(self.conn, &movement).await.map(|_| true)
            }
            Move::Reserve { debit, credit, .. } => {
                let movement = movement(name(debit), name(credit), amount);
                let Some(seq) = self.rule.reserve(self.conn, &movement).await? else { return Ok(false) };
                self.held.push(Reservation {
                    seq,
                    debit: name(debit).into(),
                    credit: name(credit).into(),
                    amount: Fen::new(amount),
                    business: movement.business.code().into(),
                    case_id: None,
                });
                Ok(true)
            }
            Move::PostReserved(which) | Move::VoidReserved(which) => {
                let at = model.which(which).expect("the model knows the reservation");
                let reservation = self.held[at].clone();
                let post = matches!(one, Move::PostReserved(_));
                self.rule.resolve(self.conn, &reservation, post, NOW).await.map(|_| true)
            }
        }
    }

    /// Everything that must hold whatever was asked, read from the database in one question.
    pub async fn invariants(&mut self, model: &Books) -> Result<(), String> {
        let (claimed, lines) = self.read().await.map_err(|error| error.to_string())?;
        for line in lines {
            self.replay(line)?;
        }
        let sum: i128 = claimed.iter().map(|account| i128::from(account.stands.posted)).sum();
        if sum != 0 {
            return Err(format!("all balances add up to {sum}"));
        }
        let opened = claimed.iter().filter(|account| account.known().is_some()).count();
        if opened != model.balances.len() {
            return Err(format!("{opened} accounts, the model has {}", model.balances.len()));
        }
        for account in &claimed {
            let (id, stands) = (&account.id, account.stands);
            let rows = self.replayed.get(id).copied().unwrap_or_default();
            if stands != rows {
                return Err(format!("{id} claims {stands:?}, its rows say {rows:?}"));
            }
            let of_member = account.known().is_some_and(|place| place < MEMBERS);
            if stands.reserved < 0 || (of_member && stands.reserved > stands.posted) {
                return Err(format!("{id} has less than nothing free: {stands:?}"));
            }
            // The chart has more accounts than are asked about here; they stay as they are.
            let expected =
                account.known().map_or(Some(Balance::default()), |place| model.balances.get(&place).copied());
            if expected != Some(stands) {
                return Err(format!("{id} is {stands:?}, the model says {expected:?}"));
            }
        }
        let rows = self.held_lines;
        if rows == model.held.len() { Ok(()) } else { Err(format!("{rows} reservations were written")) }
    }

    /// No row that was read before reads otherwise now.
    pub async fn history_is_unchanged(&mut self) -> Result<(), String> {
        self.last = 0;
        let (_, now) = self.read().await.map_err(|error| error.to_string())?;
        if now == self.lines { Ok(()) } else { Err("rows of the past have changed".into()) }
    }

    fn replay(&mut self, line: Line) -> Result<(), String> {
        if let Some(reserves) = line.reserves {
            let kept = self.lines.iter().find(|before| before.seq == reserves && before.kind == "reserve");
            let kept = kept.ok_or_else(|| format!("{line:?} resolves no reservation"))?;
            if (&kept.debit, &kept.credit, kept.amount) != (&line.debit, &line.credit, line.amount) {
                return Err(format!("{line:?} is not {kept:?}"));
            }
            if !self.resolved.insert(reserves) {
                return Err(format!("{line:?} resolves a second time"));
            }
        }
        let (posts, sets_aside) = match line.kind.as_str() {
            "post" => (line.amount, 0),
            "reserve" => (0, line.amount),
            "post_reserved" => (line.amount, -line.amount),
            "void_reserved" => (0, -line.amount),
            other => return Err(format!("a row of kind {other}")),
        };
        let from = self.replayed.entry(line.debit.clone()).or_default();
        from.posted -= posts;
        from.reserved += sets_aside;
        self.replayed.entry(line.credit.clone()).or_default().posted += posts;
        self.last = line.seq;
        self.held_lines += usize::from(line.kind == "reserve");
        self.lines.push(line);
        Ok(())
    }

    /// All accounts, and the rows that were not read before.
    async fn read(&mut self) -> Result<(Vec<Claimed>, Vec<Line>), sqlx::Error> {
        let rows = sqlx::query(
            "select 0 as seq, id as debit, '' as credit, posted_fen as fen, '' as kind, reserved_fen as held
               from ledger_account
             union all
             select seq, debit_account, credit_account, amount_fen, kind, reserves_seq
               from ledger_transfer where seq > $1 order by 1",
        )
        .bind(self.last)
        .fetch_all(&mut *self.conn)
        .await?;
        let (mut claimed, mut lines) = (Vec::new(), Vec::new());
        for row in rows {
            let (seq, debit, fen, held) = (row.get(0), row.get(1), row.get(3), row.get::<Option<i64>, _>(5));
            if seq == 0 {
                let stands = Balance { posted: fen, reserved: held.unwrap_or_default() };
                claimed.push(Claimed { id: debit, stands });
            } else {
                let (credit, kind) = (row.get(2), row.get(4));
                lines.push(Line { seq, debit, credit, amount: fen, kind, reserves: held });
            }
        }
        Ok((claimed, lines))
    }

    async fn say(&mut self, sql: &'static str) {
        sqlx::query(sql).execute(&mut *self.conn).await.expect(sql);
    }
}

fn movement<'a>(debit: &'a str, credit: &'a str, amount: i64) -> Movement<'a> {
    Movement::at(debit, credit, Fen::new(amount), BusinessCode::PartialWithdrawal, NOW)
}
