//! Accounts with the rows of a story, and what came of them.

use domain::{
    AccountNo, AccountState, BusinessCode, Fen, Timestamp,
    chart::{BANK_DEPOSIT, INTEREST_EXPENSE},
    interest::{AccrualYear, Counting, DepositRates},
    statement::Entry,
};
use service::{
    interest::{self, Failure, Listener, Order, Problem, Refusal, Rules, Totals},
    testing::{NOW, TestCtx},
};
use store::{
    Engine, Error, Tx, account,
    ledger::{self, Movement},
    person,
    testing::{a_person, an_account, terms},
};

pub struct World {
    pub test: TestCtx,
    rates: DepositRates,
    counting: Counting,
}

/// Collects problems; stops after so many batches, as a kill between two transactions would.
#[derive(Default)]
pub struct Notes {
    pub problems: Vec<(String, String)>,
    pub batches: u32,
    pub stop_after: Option<u32>,
}

impl Listener for Notes {
    fn problem(&mut self, account: &AccountNo, problem: &Problem) -> std::io::Result<()> {
        self.problems.push((account.to_string(), problem.to_string()));
        Ok(())
    }
    fn progress(&mut self, _: &Totals) -> std::io::Result<()> {
        self.batches += 1;
        match self.stop_after {
            Some(most) if self.batches >= most => Err(std::io::ErrorKind::StorageFull.into()),
            _ => Ok(()),
        }
    }
}

pub fn number(serial: u32) -> AccountNo {
    AccountNo::of(1, serial).unwrap()
}

pub fn year(settled_in: i32) -> AccrualYear {
    AccrualYear::settled_in(settled_in).unwrap()
}

fn yuan(text: &str) -> Fen {
    match text.strip_prefix('-') {
        Some(text) => Fen::new(-Fen::parse(text).unwrap().get()),
        None => Fen::parse(text).unwrap(),
    }
}

/// Between the bank and an account: a contribution, or a withdrawal when the amount is negative.
pub fn moved<'a>(account: &'a str, day: &str, amount: &str) -> Movement<'a> {
    let amount = yuan(amount);
    let (debit, credit) =
        if amount.is_negative() { (account, BANK_DEPOSIT.id) } else { (BANK_DEPOSIT.id, account) };
    let business =
        if amount.is_negative() { BusinessCode::PartialWithdrawal } else { BusinessCode::BackPayment };
    Movement {
        value_date: day.parse().unwrap(),
        posted_on: day.parse().unwrap(),
        ..Movement::at(debit, credit, Fen::new(amount.get().abs()), business, NOW)
    }
}

impl World {
    /// Under the rules of this release.
    pub async fn new(engine: Engine) -> World {
        World {
            test: TestCtx::on(engine).await,
            rates: interest::rates().clone(),
            counting: interest::counting().clone(),
        }
    }

    /// Under another way of counting.
    pub async fn counting(engine: Engine, basis: &str, unit: &str) -> World {
        let counting = format!(
            "[[counting]]\nfrom='1999-04-03'\nbasis='{basis}'\nunit='{unit}'\ndraw='carried-over-first'\n\
             source='made up'\nas_of='1999-04-03'\nverified=false\n"
        );
        World { counting: toml::from_str(&counting).unwrap(), ..World::new(engine).await }
    }

    /// Under made-up rates: (from, rate).
    pub async fn rates(engine: Engine, rows: &[(&str, &str)]) -> World {
        let row = |(from, rate): &(&str, &str)| {
            format!(
                "[[rate]]\nfrom='{from}'\ncurrent_year='{rate}'\ncarried_over='{rate}'\nsource='made up'\n\
                 as_of='{from}'\nverified=false\n"
            )
        };
        let rates = toml::from_str(&rows.iter().map(row).collect::<String>()).unwrap();
        World { rates, ..World::new(engine).await }
    }

    pub fn rules(&self) -> Rules<'_> {
        Rules { rates: &self.rates, counting: &self.counting, city: "quanzhou" }
    }

    /// Moves the clock to the start of a day.
    pub fn on(&self, day: &str) {
        let to = Timestamp::start_of(day.parse().unwrap());
        self.test.clock.advance_ms(to.ms() - self.test.ctx.now().ms());
    }

    /// Opens an account and posts its rows: (value date, yuan).
    pub async fn account(&self, serial: u32, rows: &[(&str, &str)]) {
        store::write!(self.test.ctx.store, "test", |tx| {
            open(&mut tx, serial).await?;
            for (day, amount) in rows {
                ledger::transfer_post(&mut tx, &moved(number(serial).as_str(), day, amount)).await?;
            }
            Ok::<_, Error>(())
        })
        .unwrap();
    }

    /// Posts one more row.
    pub async fn post(&self, serial: u32, day: &str, amount: &str) {
        store::write!(self.test.ctx.store, "test", |tx| {
            ledger::transfer_post(&mut tx, &moved(number(serial).as_str(), day, amount)).await
        })
        .unwrap();
    }

    pub async fn state(&self, serial: u32, state: AccountState) {
        store::write!(self.test.ctx.store, "test", |tx| {
            account::state_set(&mut tx, &number(serial), state, NOW.day()).await
        })
        .unwrap();
    }

    pub async fn settle(&self, settled_in: i32) -> Totals {
        self.settle_noting(settled_in, &mut Notes::default()).await.unwrap()
    }

    pub async fn settle_noting(&self, settled_in: i32, notes: &mut Notes) -> Result<Totals, Failure> {
        let order = Order { batch: 2, ..Order::settle(year(settled_in)) };
        interest::settle(&self.test.ctx, &self.rules(), order, notes).await
    }

    pub async fn dry_run(&self, settled_in: i32) -> Totals {
        let order = Order { batch: 2, dry_run: true, ..Order::settle(year(settled_in)) };
        interest::settle(&self.test.ctx, &self.rules(), order, &mut Notes::default()).await.unwrap()
    }

    pub async fn adjust(&self, settled_in: i32, notes: &mut Notes) -> Result<Totals, Failure> {
        let order = Order { batch: 2, ..Order::settle(year(settled_in)) };
        interest::adjust(&self.test.ctx, &self.rules(), order, notes).await
    }

    pub async fn refusal(&self, settled_in: i32) -> Refusal {
        match self.settle_noting(settled_in, &mut Notes::default()).await {
            Err(Failure::Refused(refusal)) => refusal,
            other => panic!("{other:?}"),
        }
    }

    /// Interest entries of an account: (value date, posted on, yuan), oldest first.
    pub async fn interest(&self, serial: u32) -> Vec<(String, String, String)> {
        let told = |e: &Entry| (e.value_date.to_string(), e.posted_on.to_string(), e.amount.plain());
        let entries = self.entries(serial).await;
        entries.iter().filter(|e| e.business == BusinessCode::AnnualInterest).map(told).collect()
    }

    /// The amounts of [`World::interest`].
    pub async fn amounts(&self, serial: u32) -> Vec<String> {
        self.interest(serial).await.into_iter().map(|(_, _, amount)| amount).collect()
    }

    pub async fn entries(&self, serial: u32) -> Vec<Entry> {
        let mut conn = self.test.ctx.store.read().await.unwrap();
        ledger::entry_list(&mut conn, number(serial).as_str()).await.unwrap()
    }

    pub async fn balance(&self, id: &str) -> String {
        let mut conn = self.test.ctx.store.read().await.unwrap();
        ledger::account_totals(&mut conn, id).await.unwrap().unwrap().posted.plain()
    }

    pub async fn expense(&self) -> String {
        self.balance(INTEREST_EXPENSE.id).await
    }
}

async fn open(tx: &mut Tx, serial: u32) -> Result<(), Error> {
    let id = format!("p{serial}");
    person::insert(tx, &a_person(&id, &format!("index-{serial}"))).await?;
    let terms = terms(Fen::ZERO, 1000, Fen::ZERO);
    account::insert(tx, &an_account(&number(serial), &id, terms)).await
}
