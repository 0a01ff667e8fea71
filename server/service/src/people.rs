//! People: adding persons, passwords, and how they are shown.
//!
//! Imports and registrations add persons inside their own transactions with [`prepare`] and [`add`]; the
//! rest of this module is whole use cases.

use crate::{
    Ctx, Failure, Fault,
    actor::Member,
    password::{NewPassword, PasswordHash},
};
use domain::{IdNumber, Mobile, PersonName, Problem, Timestamp};
use store::{Conn, credential, person};

const SEALED_ID: &str = "person.id_number";
const SEALED_MOBILE: &str = "person.mobile";

/// A natural person (自然人) to add.
#[derive(Clone, Copy, Debug)]
pub struct NewPerson<'a> {
    pub name: &'a PersonName,
    pub id: &'a IdNumber,
    pub mobile: Option<&'a Mobile>,
}

/// The keyed hash under which a person is found by identity number.
pub fn index_of(ctx: &Ctx, id: &IdNumber) -> String {
    ctx.seal.index(id.reveal())
}

/// The row of a new person, sealed and with an id, to be stored by [`add`].
pub fn prepare(ctx: &Ctx, new: &NewPerson<'_>, now: Timestamp) -> Result<person::Person, Fault> {
    let random = ctx.randomness.as_ref();
    let mobile = new.mobile.map(|mobile| seal_mobile(ctx, mobile)).transpose()?;
    Ok(person::Person {
        id: ctx.uuid(now),
        name: new.name.as_str().to_owned(),
        id_index: index_of(ctx, new.id),
        id_sealed: ctx.seal.seal(SEALED_ID, new.id.reveal(), random)?,
        id_tail: new.id.tail().to_owned(),
        birth_day: new.id.birth(),
        sex: new.id.sex(),
        mobile_sealed: mobile,
        created: now,
    })
}

/// Stores a person unless the identity number is known already; answers the id of the stored one.
pub async fn add(tx: &mut Conn, person: &person::Person) -> Result<String, Fault> {
    if person::insert(tx, person).await? {
        return Ok(person.id.clone());
    }
    let known = person::find_by_index(tx, &person.id_index).await?;
    known.map(|known| known.id).ok_or(Fault::Invariant("a person that was not inserted is known"))
}

/// Adds a person in a transaction of its own; answers the id.
pub async fn create(ctx: &Ctx, new: &NewPerson<'_>) -> Result<String, Fault> {
    let row = prepare(ctx, new, ctx.now())?;
    store::write!(ctx.store, "people.create", |tx| add(&mut tx, &row).await)
}

/// Hashes a password that keeps the rules; store it with [`store_password`].
pub async fn hash_password(
    ctx: &Ctx,
    text: &str,
    about: &[&str],
) -> Result<Result<PasswordHash, Problem>, Fault> {
    match NewPassword::parse(text, about) {
        Ok(password) => ctx.passwords().hash(ctx, password).await.map(Ok),
        Err(problem) => Ok(Err(problem)),
    }
}

/// Sets the password; who is signed in with the old one is signed out.
pub async fn store_password(
    tx: &mut Conn,
    subject_id: &str,
    hash: &PasswordHash,
    now: Timestamp,
) -> Result<(), Fault> {
    credential::set_password(tx, subject_id, hash.as_str(), now).await?;
    Ok(store::session::remove_oldest(tx, subject_id, 0).await?)
}

/// Sets a person's password in a transaction of its own. `about`: see [`NewPassword::parse`].
pub async fn set_password(
    ctx: &Ctx,
    person_id: &str,
    text: &str,
    about: &[&str],
) -> Result<(), PasswordRefused> {
    let hash = hash_password(ctx, text, about).await?.map_err(PasswordRefused::Problem)?;
    let now = ctx.now();
    store::write!(ctx.store, "people.set_password", |tx| store_password(&mut tx, person_id, &hash, now)
        .await)?;
    Ok(())
}

/// Why a password was not set.
#[derive(Debug)]
pub enum PasswordRefused {
    Problem(Problem),
    Fault(Fault),
}

impl From<Fault> for PasswordRefused {
    fn from(fault: Fault) -> Self {
        PasswordRefused::Fault(fault)
    }
}

impl<F> From<PasswordRefused> for Failure<F> {
    /// For callers whose password was proven before; a refusal is then a broken invariant.
    fn from(refused: PasswordRefused) -> Self {
        match refused {
            PasswordRefused::Fault(fault) => Failure::Fault(fault),
            PasswordRefused::Problem(_) => Failure::Fault(Fault::Invariant("a password was proven")),
        }
    }
}

/// A login as it may be given to staff.
pub fn is_login(text: &str) -> bool {
    (3..=32).contains(&text.len())
        && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b".-_".contains(&b))
}

/// How a person is shown on the person's own pages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Card {
    pub name: String,
    pub id_masked: String,
    pub mobile_masked: Option<String>,
    pub has_second_factor: bool,
}

/// The signed-in person's own card.
pub async fn card(ctx: &Ctx, member: &Member) -> Result<Card, Fault> {
    let mut conn = ctx.store.read().await?;
    let person = person::find(&mut conn, member.person_id()).await?;
    let credential = credential::find(&mut conn, member.person_id()).await?;
    drop(conn);
    let person = person.ok_or(Fault::Invariant("a member's session belongs to a person"))?;
    let id = id_of(ctx, &person)?;
    let mobile = person.mobile_sealed.as_deref().map(|sealed| open_mobile(ctx, sealed)).transpose()?;
    Ok(Card {
        name: person.name,
        id_masked: id.masked(),
        mobile_masked: mobile.map(|mobile| mobile.masked()),
        has_second_factor: credential.is_some_and(|credential| credential.totp_sealed.is_some()),
    })
}

/// The identity number of a stored person.
pub(crate) fn id_of(ctx: &Ctx, person: &person::Person) -> Result<IdNumber, Fault> {
    let id = ctx.seal.open_sealed(SEALED_ID, &person.id_sealed)?;
    IdNumber::parse(&id).map_err(|_| Fault::Invariant("a stored identity number is one"))
}

/// A mobile number as it is stored.
pub(crate) fn seal_mobile(ctx: &Ctx, mobile: &Mobile) -> Result<String, Fault> {
    ctx.seal.seal(SEALED_MOBILE, mobile.reveal(), ctx.randomness.as_ref())
}

fn open_mobile(ctx: &Ctx, sealed: &str) -> Result<Mobile, Fault> {
    let text = ctx.seal.open_sealed(SEALED_MOBILE, sealed)?;
    Mobile::parse(&text).map_err(|_| Fault::Invariant("a stored mobile number is one"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::TestCtx;

    #[tokio::test]
    async fn a_person_is_added_once_and_shown_masked() {
        let test = TestCtx::new().await;
        let first = test.person("11010519491231002X", "林秀芳").await;
        assert_eq!(test.person("11010519491231002X", "林秀芳").await, first);
        let member = Member { person_id: first, session: crate::actor::SessionKey(String::new()) };
        let card = card(&test.ctx, &member).await.unwrap();
        assert_eq!(card.id_masked, "110***********002X");
        assert_eq!((card.name.as_str(), card.has_second_factor), ("林秀芳", false));
    }

    #[test]
    fn logins_are_plain() {
        assert!(["counter1", "a.b-c_d"].into_iter().all(is_login));
        assert!(!["ab", "Counter", "柜员一号", "a b c", &"a".repeat(33)].into_iter().any(is_login));
    }
}
