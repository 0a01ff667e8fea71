//! The part of the books that one piece of lines touches, held in memory while the piece is judged line by
//! line. Nothing here talks to the database.

use super::lines::Numbered;
use crate::{
    Ctx, Fault,
    deferral::floors,
    people::{self, NewPerson},
};
use domain::{
    AccountNo, AccountState, Fen, Month, Timestamp,
    account::{BackPayment, BackReason, MonthPaid, PaidMonths},
    contribution::ContributionRules,
    deferral::Span,
    remittance::{Column, Contribution, Payment, Reason, Worker},
};
use std::collections::{BTreeMap, HashMap, HashSet};
use store::deferral::{Deferral, DeferredSpan};
use store::remittance::{
    AccountUpdate, BackPaid, KnownAccount, KnownPerson, KnownUnit, NewUnit, OpenedAccount, PostedLine,
    ReversedLine, Sealing,
};

/// What is to be done with a line.
pub enum Outcome {
    /// Into this account, in the place of a reversed contribution when there is one.
    Post(AccountNo, Option<i64>),
    /// It stands in the books already, with the same amounts.
    Unchanged,
    Rejected(Column, Reason),
}

struct Person {
    id: String,
    name: String,
    account: Option<AccountNo>,
}

struct Held {
    /// The unit that pays; none yet for one that is being opened.
    unit_id: Option<String>,
    /// The unit that the books name, or are opened with.
    unit_before: Option<String>,
    state: AccountState,
    /// Is sealed, or will be once it is unfrozen.
    sealed: bool,
    months: PaidMonths,
    /// Some line paid a month.
    touched: bool,
    /// A gap was closed: only the rows can tell the months now.
    recount: bool,
    /// The payment of the latest month, when a line of this piece paid it: it brings the terms.
    latest: Option<Payment>,
}

/// Who paid a month, as far as telling a repeated line from a conflicting one asks.
#[derive(Clone, Copy)]
struct Paid {
    /// Line of this same file; `None` when another file or another way posted it.
    line: Option<u64>,
    unit_part: Option<Fen>,
    personal_part: Option<Fen>,
}

pub struct Books {
    batch_id: String,
    people: HashMap<String, Person>,
    /// Ordered, so that updates go out in the ledger's lock order.
    accounts: BTreeMap<AccountNo, Held>,
    units: HashMap<String, KnownUnit>,
    posted: HashMap<(AccountNo, Month), Paid>,
    /// Contributions that were reversed, the latest last.
    reversed: HashMap<(AccountNo, Month), Vec<ReversedLine>>,
    /// Months that back payments have paid in the place of regular contributions.
    back_paid: HashMap<AccountNo, Vec<(Month, Month)>>,
    back_payments: HashSet<u64>,
    /// Deferrals and lower rates that units were granted.
    granted: HashMap<String, Vec<Deferral>>,
    /// Deferred months of accounts.
    deferred: HashMap<AccountNo, Vec<Span>>,
    /// Accounts that came to a unit with a month.
    pub came: Vec<(AccountNo, String, Month)>,
    /// Lines that have sealed an account or unsealed it.
    pub sealings: Vec<Sealing>,
    /// Days whose sheet is signed.
    signed_days: Vec<chrono::NaiveDate>,
    /// Lines to be posted as back payments, with what they say beside their amounts.
    pub new_back_payments: Vec<(u64, BackPayment)>,
    /// Highest serial in use at the branch.
    pub serial: u32,
    pub new_units: Vec<NewUnit>,
    pub new_people: Vec<store::person::Person>,
    pub opened_accounts: Vec<OpenedAccount>,
}

impl Books {
    pub fn new(batch_id: &str) -> Books {
        Books {
            batch_id: batch_id.to_owned(),
            people: HashMap::new(),
            accounts: BTreeMap::new(),
            units: HashMap::new(),
            posted: HashMap::new(),
            reversed: HashMap::new(),
            back_paid: HashMap::new(),
            back_payments: HashSet::new(),
            granted: HashMap::new(),
            deferred: HashMap::new(),
            came: Vec::new(),
            sealings: Vec::new(),
            signed_days: Vec::new(),
            new_back_payments: Vec::new(),
            serial: 0,
            new_units: Vec::new(),
            new_people: Vec::new(),
            opened_accounts: Vec::new(),
        }
    }

    /// A person may come once per account; the one in use wins.
    pub fn add_people(&mut self, people: Vec<KnownPerson>) {
        for known in people {
            let person = self.people.entry(known.id_index).or_insert(Person {
                id: known.person_id,
                name: known.name,
                account: None,
            });
            let Some(account) = known.account else { continue };
            if person.account.is_none() || !account.state.is_closed() {
                person.account = Some(account.number.clone());
            }
            self.accounts.entry(account.number.clone()).or_insert_with(|| Held::of(account));
        }
    }

    pub fn add_units(&mut self, units: Vec<KnownUnit>) {
        self.units.extend(units.into_iter().map(|unit| (unit.number.clone(), unit)));
    }

    pub fn add_posted(&mut self, posted: Vec<PostedLine>) {
        for row in posted {
            let Ok(account) = AccountNo::parse(&row.account) else { continue };
            let ours = row.batch_id.as_deref() == Some(&self.batch_id);
            let paid = Paid {
                line: row.line_no.filter(|_| ours).map(|line| line as u64),
                unit_part: row.unit_part,
                personal_part: row.personal_part,
            };
            self.posted.insert((account, row.month), paid);
        }
    }

    pub fn add_signed_days(&mut self, days: Vec<chrono::NaiveDate>) {
        self.signed_days = days;
    }

    pub fn add_reversed(&mut self, reversed: Vec<ReversedLine>) {
        for row in reversed {
            let Ok(account) = AccountNo::parse(&row.account) else { continue };
            self.reversed.entry((account, row.month)).or_default().push(row);
        }
    }

    pub fn add_back_paid(&mut self, months: Vec<BackPaid>) {
        // What was ordered may come on top of what was paid.
        for paid in months.into_iter().filter(|paid| paid.back.reason.is_instead()) {
            let Ok(account) = AccountNo::parse(&paid.account) else { continue };
            self.back_paid.entry(account).or_default().push((paid.from, paid.back.through));
        }
    }

    /// Ids of the units that the books know.
    pub fn known_units(&self) -> Vec<&str> {
        self.units.values().map(|unit| unit.id.as_str()).collect()
    }

    pub fn add_granted(&mut self, granted: Vec<Deferral>) {
        for one in granted {
            self.granted.entry(one.unit_id.clone()).or_default().push(one);
        }
    }

    pub fn add_deferred(&mut self, spans: Vec<DeferredSpan>) {
        for found in spans {
            let Ok(account) = AccountNo::parse(&found.account) else { continue };
            self.deferred.entry(account).or_default().push(found.span);
        }
    }

    /// What a line may only do where two people have granted it: repay a deferral, or pay less than the floor of rates.
    fn ungranted(
        &self,
        existing: Option<&AccountNo>,
        line: &Numbered,
        rules: &ContributionRules,
    ) -> Option<(Column, Reason)> {
        let (worker, payment) = (&line.line.worker, &line.line.payment);
        if let Contribution::BackPayment(BackPayment { reason: BackReason::Deferral, through }) =
            payment.contribution
        {
            let spans = existing.and_then(|number| self.deferred.get(number)).map_or(&[][..], Vec::as_slice);
            if !spans.iter().any(|span| span.covers(payment.month, through)) {
                return Some((Column::Bjyy, Reason::NotDeferred));
            }
        }
        let unit = self.units.get(worker.unit_no.as_str());
        let granted = unit.and_then(|unit| self.granted.get(&unit.id)).map_or(&[][..], Vec::as_slice);
        let (unit_floor, personal_floor) = floors(granted, payment.month, rules.rate_min);
        let below = |min| Reason::RateOutOfRange { min, max: rules.rate_max };
        if payment.unit_rate < unit_floor {
            return Some((Column::Dwjcbl, below(unit_floor)));
        }
        (payment.personal_rate < personal_floor).then(|| (Column::Grjcbl, below(personal_floor)))
    }

    /// True when a back payment has paid one of these months.
    fn is_back_paid(&self, number: &AccountNo, from: Month, through: Month) -> bool {
        let paid = self.back_paid.get(number).map_or(&[][..], Vec::as_slice);
        paid.iter().any(|(first, last)| *first <= through && from <= *last)
    }

    /// The accounts that the lines may touch and that are known already.
    pub fn known_accounts(&self) -> Vec<&str> {
        self.accounts.keys().map(AccountNo::as_str).collect()
    }

    pub fn add_back_payments(&mut self, lines: Vec<u64>) {
        self.back_payments.extend(lines);
    }

    /// Whom a line pays for, where none of the accounts read so far is that person's.
    pub fn unknown_person<'a>(&self, line: &'a Numbered) -> Option<&'a str> {
        (!self.people.contains_key(&line.id_index)).then_some(line.id_index.as_str())
    }

    /// True when some line opens an account without saying its number.
    pub fn opens_unnumbered(&self, lines: &[Numbered]) -> bool {
        lines.iter().any(|line| {
            line.line.worker.account_no.is_none()
                && self.people.get(&line.id_index).is_none_or(|person| person.account.is_none())
        })
    }

    /// Account and months of a line that may be paid in the books already.
    pub fn maybe_posted(&self, line: &Numbered) -> Vec<(&str, Month)> {
        let Some(number) = self.people.get(&line.id_index).and_then(|person| person.account.as_ref()) else {
            return Vec::new();
        };
        let Some(latest) = self.accounts.get(number).and_then(|held| held.months.through) else {
            return Vec::new();
        };
        let payment = &line.line.payment;
        let through = match payment.contribution {
            Contribution::Regular => payment.month,
            Contribution::BackPayment(back) => back.through.min(latest),
        };
        let ends = [payment.month, through].into_iter().filter(|month| *month <= latest);
        ends.map(|month| (number.as_str(), month)).collect()
    }

    /// Judges a line and notes what it changes.
    pub fn take(
        &mut self,
        ctx: &Ctx,
        now: Timestamp,
        rules: &ContributionRules,
        line: &Numbered,
    ) -> Result<Outcome, Fault> {
        let (worker, payment) = (&line.line.worker, &line.line.payment);
        let existing = match self.find_account(line) {
            Ok(existing) => existing,
            Err((column, reason)) => return Ok(Outcome::Rejected(column, reason)),
        };
        if let Some(number) = &existing
            && let Some(outcome) = self.repeated(number, line)
        {
            return Ok(outcome);
        }
        if self.signed_days.contains(&payment.posted_on) {
            return Ok(Outcome::Rejected(Column::Jzrq, Reason::DaySigned));
        }
        if let Some((column, reason)) = self.ungranted(existing.as_ref(), line, rules) {
            return Ok(Outcome::Rejected(column, reason));
        }
        let number = match existing {
            Some(number) => number,
            None => self.open_account(ctx, now, line)?,
        };
        let unit_id = self.unit(ctx, now, worker);
        let held = self.accounts.get_mut(&number).ok_or(Fault::Invariant("a posted account is held"))?;
        if let Contribution::BackPayment(back) = payment.contribution {
            self.back_payments.insert(line.number);
            self.new_back_payments.push((line.number, back));
            if back.reason.is_instead() {
                self.back_paid.entry(number.clone()).or_default().push((payment.month, back.through));
            }
        } else {
            let paid = Paid {
                line: Some(line.number),
                unit_part: Some(payment.unit_part),
                personal_part: Some(payment.personal_part),
            };
            self.posted.insert((number.clone(), payment.month), paid);
            let was_sealed = held.sealed;
            // A first unit matters only if it was granted something; an old one may have been.
            let is_new = held.pay(&unit_id, payment);
            if held.sealed != was_sealed {
                self.sealings.push(Sealing {
                    line_no: line.number,
                    account: number.clone(),
                    sealed: held.sealed,
                    day: payment.posted_on,
                });
            }
            if let Some(before) = is_new
                && (before.is_some() || self.granted.contains_key(&unit_id))
            {
                self.came.push((number.clone(), unit_id, payment.month));
            }
        }
        let replaces = match payment.contribution {
            Contribution::Regular => self.reversed(&number, payment.month).last().map(|row| row.seq),
            Contribution::BackPayment(_) => None,
        };
        Ok(Outcome::Post(number, replaces))
    }

    fn reversed(&self, number: &AccountNo, month: Month) -> &[ReversedLine] {
        self.reversed.get(&(number.clone(), month)).map_or(&[], Vec::as_slice)
    }

    /// True of a line that was posted and then reversed: taking its file in again must not undo the correction.
    fn taken_back(&self, number: &AccountNo, line: &Numbered) -> bool {
        self.reversed(number, line.line.payment.month).iter().any(|row| {
            row.batch_id.as_deref() == Some(&self.batch_id) && row.line_no == Some(line.number as i64)
        })
    }

    /// The account a line belongs to; `None` when it is to be opened.
    fn find_account(&self, line: &Numbered) -> Result<Option<AccountNo>, (Column, Reason)> {
        let worker = &line.line.worker;
        if let (Some(unit), Some(code)) = (self.units.get(worker.unit_no.as_str()), &worker.credit_code)
            && unit.credit_code.as_deref().is_some_and(|known| known != code.as_str())
        {
            return Err((Column::Tyshxydm, Reason::UnitOfAnother));
        }
        let person = self.people.get(&line.id_index);
        if person.is_some_and(|person| person.name != worker.name.as_str()) {
            return Err((Column::Xingming, Reason::NameDiffers));
        }
        let own = person.and_then(|person| person.account.as_ref());
        match (own, &worker.account_no) {
            (Some(own), Some(claimed)) if own != claimed => Err((Column::Grzh, Reason::HasOtherAccount)),
            (Some(own), _) if self.accounts.get(own).is_some_and(|held| held.state.is_closed()) => {
                Err((Column::Grzh, Reason::AccountClosed))
            }
            (Some(own), _) => Ok(Some(own.clone())),
            (None, Some(claimed)) if self.accounts.contains_key(claimed) => {
                Err((Column::Grzh, Reason::AccountOfAnother))
            }
            (None, Some(claimed)) if is_reserved(claimed) => Err((Column::Grzh, Reason::NumberReserved)),
            (None, _) => Ok(None),
        }
    }

    /// Says whether a line repeats one that is posted, and how.
    fn repeated(&self, number: &AccountNo, line: &Numbered) -> Option<Outcome> {
        let payment = &line.line.payment;
        if let Contribution::BackPayment(back) = payment.contribution {
            if self.back_payments.contains(&line.number) {
                return Some(Outcome::Unchanged);
            }
            // Nobody has missed a month that is paid, and nobody pays it back twice.
            let paid = |month: Month| self.posted.contains_key(&(number.clone(), month));
            let is_paid = self.is_back_paid(number, payment.month, back.through)
                || payment.month.through(back.through).any(paid);
            return (back.reason.is_instead() && is_paid)
                .then_some(Outcome::Rejected(Column::Hbjny, Reason::MonthPaid));
        }
        if self.taken_back(number, line) {
            return Some(Outcome::Unchanged);
        }
        if self.is_back_paid(number, payment.month, payment.month) {
            return Some(Outcome::Rejected(Column::Hbjny, Reason::MonthPaid));
        }
        let paid = self.posted.get(&(number.clone(), payment.month))?;
        let same =
            paid.unit_part == Some(payment.unit_part) && paid.personal_part == Some(payment.personal_part);
        Some(match paid.line {
            Some(first_line) if first_line != line.number => {
                Outcome::Rejected(Column::Hbjny, Reason::DuplicateLine { first_line })
            }
            Some(_) => Outcome::Unchanged,
            None if same => Outcome::Unchanged,
            None => Outcome::Rejected(Column::Hbjny, Reason::AlreadyPosted),
        })
    }

    /// Opens an account, and the person when the centre has not seen this identity number before.
    fn open_account(&mut self, ctx: &Ctx, now: Timestamp, line: &Numbered) -> Result<AccountNo, Fault> {
        let worker = &line.line.worker;
        let number = match &worker.account_no {
            Some(number) => number.clone(),
            None => self.next_number()?,
        };
        if number.branch() == super::BRANCH {
            self.serial = self.serial.max(number.serial());
        }
        let person_id = match self.people.get_mut(&line.id_index) {
            Some(person) => {
                person.account = Some(number.clone());
                person.id.clone()
            }
            None => {
                let new = NewPerson { name: &worker.name, id: &worker.id_number, mobile: None };
                let person = people::prepare(ctx, &new, now)?;
                let id = person.id.clone();
                let known =
                    Person { id: id.clone(), name: person.name.clone(), account: Some(number.clone()) };
                self.people.insert(line.id_index.clone(), known);
                self.new_people.push(person);
                id
            }
        };
        let unit_id = self.unit(ctx, now, worker);
        self.accounts.insert(number.clone(), Held::opened(&unit_id));
        self.opened_accounts.push(OpenedAccount {
            number: number.clone(),
            person_id,
            unit_id,
            opened_on: line.line.payment.posted_on,
        });
        Ok(number)
    }

    fn next_number(&mut self) -> Result<AccountNo, Fault> {
        loop {
            self.serial += 1;
            let number = AccountNo::of(super::BRANCH, self.serial)
                .ok_or(Fault::Invariant("account numbers are left"))?;
            if !self.accounts.contains_key(&number) {
                return Ok(number);
            }
        }
    }

    /// The id of the paying unit, which is noted on first sight.
    fn unit(&mut self, ctx: &Ctx, now: Timestamp, worker: &Worker) -> String {
        if let Some(unit) = self.units.get(worker.unit_no.as_str()) {
            return unit.id.clone();
        }
        let unit = NewUnit {
            id: ctx.uuid(now),
            number: worker.unit_no.as_str().to_owned(),
            name: worker.unit_name.clone().unwrap_or_else(|| worker.unit_no.as_str().to_owned()),
            credit_code: worker.credit_code.as_ref().map(|code| code.as_str().to_owned()),
        };
        let known = KnownUnit {
            id: unit.id.clone(),
            number: unit.number.clone(),
            credit_code: unit.credit_code.clone(),
        };
        let id = unit.id.clone();
        self.units.insert(unit.number.clone(), known);
        self.new_units.push(unit);
        id
    }

    /// Accounts whose months have to be counted from the rows.
    pub fn recounts(&self) -> Vec<AccountNo> {
        self.accounts.iter().filter(|(_, held)| held.recount).map(|(number, _)| number.clone()).collect()
    }

    pub fn recounted(&mut self, number: &AccountNo, months: PaidMonths) {
        if let Some(held) = self.accounts.get_mut(number) {
            held.months = months;
        }
    }

    /// What accounts are to be left with whose latest month was paid.
    pub fn updates(&self) -> Vec<AccountUpdate> {
        self.accounts.iter().filter_map(|(number, held)| held.update(number)).collect()
    }

    /// Accounts for which only older months were paid: their terms stay.
    pub fn older_months(&self) -> Vec<(AccountNo, PaidMonths)> {
        let older = self.accounts.iter().filter(|(_, held)| held.touched && held.latest.is_none());
        older.map(|(number, held)| (number.clone(), held.months)).collect()
    }
}

/// Whether only the centre gives this number out. A file that claimed the last one of a branch would leave none to
/// open accounts with.
fn is_reserved(number: &AccountNo) -> bool {
    number.branch() == crate::flex::ONLINE_BRANCH || number.serial() > super::SERIAL_CLAIMED_MAX
}

impl Held {
    fn of(account: KnownAccount) -> Held {
        Held {
            unit_before: account.unit_id.clone(),
            unit_id: account.unit_id,
            state: account.state,
            sealed: account.sealed,
            months: account.months,
            touched: false,
            recount: false,
            latest: None,
        }
    }

    /// Opened by a line of this unit, which is to pay it.
    fn opened(unit_id: &str) -> Held {
        Held {
            unit_before: Some(unit_id.to_owned()),
            unit_id: None,
            state: AccountState::Normal,
            sealed: false,
            months: PaidMonths::default(),
            touched: false,
            recount: false,
            latest: None,
        }
    }

    /// Counts a paid month; the terms, the state and the unit follow the latest month only. Answers the unit before,
    /// where it is another one now.
    fn pay(&mut self, unit_id: &str, payment: &Payment) -> Option<Option<String>> {
        let latest = self.months.through.is_none_or(|through| payment.month >= through);
        self.touched = true;
        match self.months.pay(payment.month) {
            MonthPaid::Known(months) => self.months = months,
            MonthPaid::Recount => self.recount = true,
        }
        if !latest {
            return None;
        }
        self.state = match self.state {
            AccountState::Normal | AccountState::Sealed if payment.seals => AccountState::Sealed,
            AccountState::Sealed => AccountState::Normal,
            other => other,
        };
        self.sealed = payment.seals;
        self.latest = Some(*payment);
        let moved = self.unit_id.as_deref() != Some(unit_id);
        moved.then(|| self.unit_id.replace(unit_id.to_owned()))
    }

    fn update(&self, number: &AccountNo) -> Option<AccountUpdate> {
        let latest = self.latest?;
        Some(AccountUpdate {
            number: number.clone(),
            unit_id: self.unit_id.clone().filter(|_| self.unit_id != self.unit_before),
            state: self.state,
            sealed_on: self.sealed.then_some(latest.posted_on),
            base: latest.base,
            unit_rate_bp: latest.unit_rate.bp(),
            personal_rate_bp: latest.personal_rate.bp(),
            unit_monthly: latest.unit_part,
            personal_monthly: latest.personal_part,
            months: self.months,
        })
    }
}
