//! Reading statements: all years of an account, and one of them.

use crate::{
    Ctx, Fault,
    actor::Member,
    interest::{Rules, settled_years},
    months::look,
};
use chrono::NaiveDate;
use domain::{
    AccountNo, Month,
    interest::AccrualYear,
    month_state::MonthCell,
    statement::Entry,
    year_statement::{Cut, NotAStatement, Since, YearStatement, corrections_since},
};
use store::{
    Conn,
    account::{self, OwnAccount},
    year_statement::{self as rows, Issued},
};

/// Whether a statement can still change, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Standing {
    /// The year is not over.
    Running,
    /// It is over, and its interest is not credited yet (结息).
    Unsettled,
    /// Settled; the statement of this account is not issued yet.
    Unissued,
    Final(Issued),
}

impl Standing {
    /// As it stands in machine-readable answers.
    pub const fn code(&self) -> &'static str {
        match self {
            Standing::Running => "running",
            Standing::Unsettled => "unsettled",
            Standing::Unissued => "unissued",
            Standing::Final(_) => "final",
        }
    }
}

/// One year in the list.
#[derive(Clone, Debug)]
pub struct YearLine {
    pub statement: YearStatement,
    pub standing: Standing,
    /// The months of the year that the account has seen, each with its state.
    pub cells: Vec<MonthCell>,
}

/// All years of an account, the latest first.
#[derive(Clone, Debug)]
pub struct Overview {
    pub own: OwnAccount,
    pub today: NaiveDate,
    pub years: Vec<YearLine>,
}

/// One year of an account.
#[derive(Clone, Debug)]
pub struct YearPage {
    pub own: OwnAccount,
    pub today: NaiveDate,
    pub statement: YearStatement,
    pub standing: Standing,
    /// The months of the year that the account has seen, each with its state.
    pub cells: Vec<MonthCell>,
    /// What is read off the rows is what was issued, to the last letter of its hash.
    pub intact: bool,
    /// What was corrected since the statement was issued.
    pub since: Vec<Since>,
    /// Years with money, the latest first.
    pub years: Vec<AccrualYear>,
}

/// The years of a member; `None` without an account.
pub async fn list(ctx: &Ctx, member: &Member) -> Result<Option<Overview>, Fault> {
    let today = ctx.today();
    let mut conn = ctx.store.read().await?;
    let Some(own) = account::find_of_person(&mut conn, member.person_id()).await? else { return Ok(None) };
    let books = Books::read(&mut conn, &own, today).await?;
    drop(conn);
    let line = |year: AccrualYear| {
        let (statement, standing) = books.statement(ctx, &own, year)?;
        Ok(YearLine { statement, standing, cells: books.cells_of(year) })
    };
    let years = books.years().into_iter().map(line).collect::<Result<_, Fault>>()?;
    Ok(Some(Overview { today, years, own }))
}

/// One year of a member; `None` without an account, or for a year in which it did not exist.
pub async fn page(ctx: &Ctx, member: &Member, year: AccrualYear) -> Result<Option<YearPage>, Fault> {
    let mut conn = ctx.store.read().await?;
    match account::find_of_person(&mut conn, member.person_id()).await? {
        Some(own) => read(ctx, &mut conn, own, year).await,
        None => Ok(None),
    }
}

/// The same for the centre's operator, by number.
pub async fn of_account(ctx: &Ctx, number: &AccountNo, year: AccrualYear) -> Result<Option<YearPage>, Fault> {
    let mut conn = ctx.store.read().await?;
    match account::find(&mut conn, number).await? {
        Some(own) => read(ctx, &mut conn, own, year).await,
        None => Ok(None),
    }
}

async fn read(
    ctx: &Ctx,
    conn: &mut Conn,
    own: OwnAccount,
    year: AccrualYear,
) -> Result<Option<YearPage>, Fault> {
    let today = ctx.today();
    let books = Books::read(conn, &own, today).await?;
    let years = books.years();
    if !years.contains(&year) {
        return Ok(None);
    }
    let (statement, standing) = books.statement(ctx, &own, year)?;
    let (since, intact) = match &standing {
        Standing::Final(issued) => (
            corrections_since(&statement, &books.entries, issued.through),
            (statement.hash(), statement.opening, statement.closing)
                == (issued.hash.clone(), issued.opening, issued.closing),
        ),
        _ => (Vec::new(), true),
    };
    Ok(Some(YearPage { today, since, intact, cells: books.cells_of(year), statement, standing, years, own }))
}

/// What statements of an account are made of.
struct Books {
    today: NaiveDate,
    entries: Vec<Entry>,
    cells: Vec<MonthCell>,
    issued: Vec<Issued>,
    settled: Vec<AccrualYear>,
}

impl Books {
    async fn read(conn: &mut Conn, own: &OwnAccount, today: NaiveDate) -> Result<Books, Fault> {
        let number = own.account.number.as_str();
        let seen = look(conn, &own.account, today).await?;
        let issued = rows::list_between(conn, number, number).await?;
        let settled = settled_years(conn).await?;
        Ok(Books { today, entries: seen.entries, cells: seen.cells, issued, settled })
    }

    /// Every accrual year from the opening or the first row to today, the latest first.
    fn years(&self) -> Vec<AccrualYear> {
        let first_cell = self.cells.first().map(|cell| cell.month.first_day());
        let first = self.entries.iter().map(|entry| entry.posted_on).chain(first_cell).min();
        let (Some(Ok(mut year)), Ok(last)) = (first.map(AccrualYear::of), AccrualYear::of(self.today)) else {
            return Vec::new();
        };
        let mut years = Vec::new();
        while year <= last {
            years.push(year);
            year = year.next();
        }
        years.reverse();
        years
    }

    fn issued_in(&self, year: AccrualYear) -> Option<&Issued> {
        self.issued.iter().find(|issued| issued.year == year.settlement_year())
    }

    fn standing(&self, year: AccrualYear) -> Standing {
        match self.issued_in(year) {
            Some(issued) => Standing::Final(issued.clone()),
            None if self.today <= year.settlement_day() => Standing::Running,
            None if self.settled.contains(&year) => Standing::Unissued,
            None => Standing::Unsettled,
        }
    }

    fn statement(
        &self,
        ctx: &Ctx,
        own: &OwnAccount,
        year: AccrualYear,
    ) -> Result<(YearStatement, Standing), Fault> {
        let standing = self.standing(year);
        let before = self.issued.iter().find(|issued| issued.year + 1 == year.settlement_year());
        let through = self.issued_in(year).map(|issued| issued.through);
        let cut = Cut { before: before.map(|issued| issued.through), through };
        let order = Rules::of(ctx).method(year).order;
        let statement = YearStatement::of(own.account.number.clone(), year, &self.entries, cut, order);
        Ok((statement.map_err(broken)?, standing))
    }

    fn cells_of(&self, year: AccrualYear) -> Vec<MonthCell> {
        let (first, last) = (Month::of(year.first_day()), Month::of(year.settlement_day()));
        self.cells.iter().filter(|cell| (first..=last).contains(&cell.month)).copied().collect()
    }
}

pub(super) fn broken(why: NotAStatement) -> Fault {
    match why {
        NotAStatement::TooLarge => Fault::Invariant("sums of money fit"),
        NotAStatement::Unbalanced => Fault::Invariant("opening and movements are the closing balance"),
    }
}
