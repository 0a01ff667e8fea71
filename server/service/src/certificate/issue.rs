//! Issuing: facts from the books, signed and drawn before the write begins, so that the one writer of SQLite
//! does not wait for a signature and a QR code (6 ms).

use super::{signer::hash, symbol::Symbol};
use crate::{Ctx, Fault, actor::Member};
use chrono::Days;
use domain::{
    AccountState, Timestamp,
    account::{Account, AccountKind},
    certificate::{
        CertificateId, Payload, StatementMark,
        payload::{CertificateType, Period, StatedState, StatusRef},
        scan,
        verify::Status,
    },
};
use store::{
    account::{self, OwnAccount},
    audit,
    certificate::{self, Certificate, Look, Place},
    person,
};

/// A contribution certificate is good for so many days after the day of issue.
const LIFE_DAYS: u64 = 30;
/// So many certificates a person may make in 24 hours; each takes a place in a status list for good.
const PER_DAY: i64 = 20;
const DAY_MS: i64 = 86_400_000;
/// Places in one status list, and how many are taken before the next is opened: places are drawn at random,
/// so that neighbours in time are not neighbours in the list.
pub(super) const LIST_SIZE: u32 = 1 << 16;
const LIST_FULL: i64 = 40_000;
/// Stands for the unit of those who pay for themselves (灵活就业人员); signed data, not a sentence of a page.
const NO_UNIT: &str = "灵活就业人员";

/// Why no certificate was made.
#[derive(Debug, thiserror::Error)]
pub enum NotIssued {
    #[error("the person has no account")]
    NoAccount,
    #[error("no month is paid yet")]
    NothingPaid,
    /// A name or unit is longer than a certificate holds; nothing is cut silently.
    #[error("a field is too long for a certificate")]
    TooLong,
    #[error("enough certificates were made today")]
    TooMany,
    #[error(transparent)]
    Fault(#[from] Fault),
}

impl From<store::Error> for NotIssued {
    fn from(error: store::Error) -> Self {
        NotIssued::Fault(error.into())
    }
}

impl store::MaybeTransient for NotIssued {
    fn is_transient(&self) -> bool {
        matches!(self, NotIssued::Fault(fault) if fault.is_transient())
    }
}

/// A person's own certificate, with everything that pages and prints show.
#[derive(Clone, Debug)]
pub struct Owned {
    pub id: CertificateId,
    pub payload: Payload,
    /// The link in the QR code.
    pub link: String,
    pub symbol: Symbol,
    pub issued: Timestamp,
    pub expires: Timestamp,
    pub status: Status,
}

/// Makes a contribution certificate (缴存证明), or answers the one that the same form made before.
pub async fn issue(ctx: &Ctx, member: &Member, request_id: &str) -> Result<CertificateId, NotIssued> {
    issue_with(ctx, member, request_id, None).await
}

/// The same, with the figures of the statement that it comes with (年度对账单); these were issued for the member's own
/// account, which the caller has read.
pub(crate) async fn issue_with(
    ctx: &Ctx,
    member: &Member,
    request_id: &str,
    statement: Option<StatementMark>,
) -> Result<CertificateId, NotIssued> {
    let now = ctx.now();
    let mut conn = ctx.store.read().await?;
    if let Some(made) = certificate::find_by_request(&mut conn, member.person_id(), request_id).await? {
        return Ok(made.id);
    }
    if certificate::count_since(&mut conn, member.person_id(), now.plus_ms(-DAY_MS)).await? >= PER_DAY {
        return Err(NotIssued::TooMany);
    }
    let own = account::find_of_person(&mut conn, member.person_id()).await?.ok_or(NotIssued::NoAccount)?;
    let person = person::find(&mut conn, member.person_id()).await?.ok_or(NotIssued::NoAccount)?;
    let (list, taken) = certificate::newest_list(&mut conn).await?;
    drop(conn);
    let list = if taken >= LIST_FULL { list + 1 } else { list };
    let candidates = draw(ctx);
    let id = new_id(ctx);
    for index in candidates {
        let made = make(ctx, (&own, &person.id_tail), id, Place { list, index }, statement, now)?;
        let made = Certificate { request_id: request_id.to_owned(), ..made };
        if let Some(id) = keep(ctx, &made, now).await? {
            return Ok(id);
        }
    }
    Err(Fault::Invariant("a status list that is not full has a free place").into())
}

/// Eight places to try; a list is never more than two thirds full.
fn draw(ctx: &Ctx) -> impl Iterator<Item = u32> + use<> {
    let mut bytes = [0; 16];
    ctx.randomness.fill(&mut bytes);
    (0..8).map(move |n| u32::from(u16::from_be_bytes([bytes[2 * n], bytes[2 * n + 1]])) % LIST_SIZE)
}

fn new_id(ctx: &Ctx) -> CertificateId {
    let mut bytes = [0; 10];
    ctx.randomness.fill(&mut bytes);
    CertificateId::new(bytes)
}

/// Writes it down; `None` when the place was taken meanwhile, the earlier one when the form was sent twice.
async fn keep(ctx: &Ctx, made: &Certificate, now: Timestamp) -> Result<Option<CertificateId>, NotIssued> {
    let subject = made.id.hex();
    store::write!(ctx.store, "certificate.issue", |tx| {
        if let Some(earlier) =
            certificate::find_by_request(&mut tx, &made.person_id, &made.request_id).await?
        {
            return Ok(Some(earlier.id));
        }
        if certificate::place_is_taken(&mut tx, made.place).await? {
            return Ok(None);
        }
        certificate::insert(&mut tx, made).await?;
        let event = audit::Event {
            at: now,
            actor: &made.person_id,
            action: "certificate.issue",
            subject: &subject,
            detail: &made.payload_hash,
        };
        audit::append(&mut tx, &event).await?;
        Ok::<_, NotIssued>(Some(made.id))
    })
}

fn make(
    ctx: &Ctx,
    (own, id_tail): (&OwnAccount, &str),
    id: CertificateId,
    place: Place,
    statement: Option<StatementMark>,
    now: Timestamp,
) -> Result<Certificate, NotIssued> {
    let last_day = now.day().checked_add_days(Days::new(LIFE_DAYS)).unwrap_or(now.day());
    let expires = Timestamp::end_of(last_day);
    let kind = CertificateType::Contribution;
    let mut payload = Payload::new(kind, id, now.seconds(), expires.seconds(), ctx.centre.org);
    payload.status = Some(StatusRef(place.list << 20 | place.index));
    payload.name = own.person_name.clone();
    payload.id_tail = id_tail.to_owned();
    payload.unit = Some(unit(own));
    contribution(&mut payload, &own.account)?;
    if statement.is_some() {
        // The figures of the year stand for those of today; a sheet with both would be read wrongly.
        (payload.base, payload.rates, payload.monthly, payload.balance) = (None, None, None, None);
    }
    payload.statement = statement;
    let signed = ctx.signer.sign(&payload).map_err(|_| NotIssued::TooLong)?;
    let symbol = Symbol::draw(&scan::link(&ctx.centre.host, &signed.digits)).ok_or(NotIssued::TooLong)?;
    Ok(Certificate {
        id,
        request_id: String::new(),
        person_id: own.person_id.clone(),
        account_no: own.account.number.as_str().to_owned(),
        payload_hash: signed.payload_hash,
        digits: signed.digits,
        symbol: symbol.to_text(),
        issued: now,
        expires,
        place,
        status: 0,
    })
}

fn unit(own: &OwnAccount) -> String {
    match own.account.kind {
        AccountKind::Flex => NO_UNIT.to_owned(),
        AccountKind::Unit => own.unit_name.clone().unwrap_or_else(|| NO_UNIT.to_owned()),
    }
}

/// What the account says today. Nothing that the printed page does not show.
fn contribution(payload: &mut Payload, account: &Account) -> Result<(), NotIssued> {
    let (Some(first), Some(paid_through)) = (account.first_month, account.paid_through) else {
        return Err(NotIssued::NothingPaid);
    };
    payload.account = Some(account.number.as_str().to_owned());
    let consecutive = Some(account.consecutive_months);
    payload.period = Some(Period { first, paid_through, cumulative: account.total_months, consecutive });
    payload.state = Some(match account.state {
        AccountState::Normal => StatedState::Normal,
        AccountState::Sealed => StatedState::Sealed,
        state if state.is_closed() => StatedState::Closed,
        _ => StatedState::Other,
    });
    payload.base = Some(account.base);
    // A rate that is not a whole number of per mille has no place in the format; the amounts say it anyway.
    let permille = |bp: u32| bp.is_multiple_of(10).then_some(bp / 10);
    payload.rates = permille(account.unit_rate.bp()).zip(permille(account.personal_rate.bp()));
    payload.monthly = Some(account.monthly());
    payload.balance = Some(account.balance);
    Ok(())
}

/// The person's certificates, newest first.
pub async fn list_own(ctx: &Ctx, member: &Member) -> Result<Vec<Owned>, Fault> {
    let mut conn = ctx.store.read().await?;
    let rows = certificate::list(&mut conn, member.person_id(), 50).await?;
    rows.into_iter().map(|row| owned(ctx, row)).collect()
}

/// One of the person's own certificates, with who looked at it; `None` when it is someone else's.
pub async fn find_own(
    ctx: &Ctx,
    member: &Member,
    id: &CertificateId,
) -> Result<Option<(Owned, Vec<Look>)>, Fault> {
    let mut conn = ctx.store.read().await?;
    let row = certificate::find(&mut conn, id).await?.filter(|row| row.person_id == member.person_id());
    let Some(row) = row else { return Ok(None) };
    let looks = certificate::looks(&mut conn, id, 50).await?;
    Ok(Some((owned(ctx, row)?, looks)))
}

/// Makes an own certificate worth nothing, at once and for good. False when there is none.
pub async fn revoke(ctx: &Ctx, member: &Member, id: &CertificateId) -> Result<bool, Fault> {
    let now = ctx.now();
    let subject = id.hex();
    store::write!(ctx.store, "certificate.revoke", |tx| {
        let row = certificate::find(&mut tx, id).await?;
        let Some(row) = row.filter(|row| row.person_id == member.person_id()) else { return Ok(false) };
        if row.status == 1 {
            return Ok(true);
        }
        certificate::status_set(&mut tx, id, 1, now).await?;
        let event = audit::Event {
            at: now,
            actor: member.person_id(),
            action: "certificate.revoke",
            subject: &subject,
            detail: "",
        };
        audit::append(&mut tx, &event).await?;
        Ok::<_, Fault>(true)
    })
}

fn owned(ctx: &Ctx, row: Certificate) -> Result<Owned, Fault> {
    let broken = Fault::Invariant("a stored certificate reads back as it was signed");
    let scan = scan::read(&row.digits).ok();
    let message = scan.and_then(|scan| domain::certificate::cose::Sign1::parse(&scan.bytes).ok());
    let Some(message) = message.filter(|message| hash(&message.payload) == row.payload_hash) else {
        return Err(broken);
    };
    let (Ok(payload), Some(symbol)) = (Payload::decode(&message.payload), Symbol::from_text(&row.symbol))
    else {
        return Err(broken);
    };
    Ok(Owned {
        id: row.id,
        payload,
        link: scan::link(&ctx.centre.host, &row.digits),
        symbol,
        issued: row.issued,
        expires: row.expires,
        status: super::check::status(row.status),
    })
}
