//! Signing in (登录). Members by identity number and password; staff by login, password and one-time code.
//!
//! One sentence for every wrong try, the same work for every wrong try, and limits before any hashing. Who
//! the person is, is answered by a [`Port`]; a national sign-in would be another, and no page would notice.

use crate::{
    Ctx, Failure, Fault,
    actor::SessionKey,
    device::Device,
    password, people, second_factor,
    session::{self, Holder, Opened},
    throttle::Tries,
};
use domain::{FormField, FormState, IdNumber, Problem, Timestamp};
use std::net::IpAddr;
use store::{audit, credential, staff};

/// The forms under which drafts of the pages are kept.
pub const MEMBER_FORM: &str = "sign-in";
pub const STAFF_FORM: &str = "staff-sign-in";
pub const AGENT_FORM: &str = "agent-sign-in";

/// The fields of the members' page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MemberField {
    IdNumber,
    Password,
}

impl FormField for MemberField {
    const ALL: &'static [MemberField] = &[MemberField::IdNumber, MemberField::Password];

    fn name(self) -> &'static str {
        match self {
            MemberField::IdNumber => "id_number",
            MemberField::Password => "password",
        }
    }

    fn keep(self) -> bool {
        self != MemberField::Password
    }
}

/// The fields of the page of staff, and of the one of agents.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StaffField {
    Login,
    Password,
    Code,
}

impl FormField for StaffField {
    const ALL: &'static [StaffField] = &[StaffField::Login, StaffField::Password, StaffField::Code];

    fn name(self) -> &'static str {
        match self {
            StaffField::Login => "login",
            StaffField::Password => "password",
            StaffField::Code => "code",
        }
    }

    fn keep(self) -> bool {
        self == StaffField::Login
    }
}

/// Where a try comes from.
#[derive(Clone, Copy, Debug)]
pub struct Origin<'a> {
    pub address: IpAddr,
    /// The device cookie as the browser sent it.
    pub device: Option<&'a str>,
    /// The visitor's session, which the new one replaces.
    pub session: Option<&'a SessionKey>,
}

/// A successful sign-in.
pub struct SignedIn {
    pub session: Opened,
    /// The new value of the device cookie.
    pub device: String,
    /// None for a member and for an agent.
    pub role: Option<staff::Role>,
}

/// Who can say that a person is who they claim to be.
#[derive(Clone, Copy, Debug, Default)]
pub enum Port {
    /// The passwords of this portal.
    #[default]
    Local,
}

/// An identity that a port vouches for.
struct Identified {
    subject_id: String,
    /// Of the password that was found right.
    password_hash: String,
    /// The step of the one-time code that was part of it, to be spent.
    step: Option<i64>,
}

impl Identified {
    fn by(stored: credential::Credential, step: Option<i64>) -> Identified {
        Identified { subject_id: stored.subject_id, password_hash: stored.password_hash, step }
    }
}

impl Port {
    async fn member(self, ctx: &Ctx, id_index: &str, password: &str) -> Result<Option<Identified>, Fault> {
        let Port::Local = self;
        let mut conn = ctx.store.read().await?;
        let stored = credential::find_of_person(&mut conn, id_index).await?;
        drop(conn);
        let hash = stored.as_ref().map(|credential| credential.password_hash.as_str());
        let right = ctx.passwords().verify(password, hash).await?;
        Ok(stored.filter(|_| right).map(|stored| Identified::by(stored, None)))
    }

    async fn with_code(
        self,
        ctx: &Ctx,
        door: Door,
        login: &str,
        password: &str,
        code: &str,
        now: Timestamp,
    ) -> Result<Option<Identified>, Fault> {
        let Port::Local = self;
        let mut conn = ctx.store.read().await?;
        let stored = match door {
            Door::Staff => credential::find_of_staff(&mut conn, login).await?,
            Door::Agent => credential::find_of_agent(&mut conn, login).await?,
        };
        drop(conn);
        let hash = stored.as_ref().map(|credential| credential.password_hash.as_str());
        let right = ctx.passwords().verify(password, hash).await?;
        let Some(stored) = stored.filter(|_| right) else { return Ok(None) };
        let step = second_factor::step_of(ctx, &stored, code, now)?;
        Ok(step.map(|step| Identified::by(stored, Some(step))))
    }
}

/// A member signs in.
pub async fn member(
    ctx: &Ctx,
    from: &Origin<'_>,
    mut form: FormState<MemberField>,
) -> Result<SignedIn, Failure<MemberField>> {
    let now = ctx.now();
    let id = form.check(MemberField::IdNumber, |text| Ok(IdNumber::parse(text)?));
    form.check(MemberField::Password, sendable);
    let (Some(id), true) = (id, form.is_sound()) else { return Err(Failure::Rejected(form)) };
    let account = people::index_of(ctx, &id);
    let device = from.device.and_then(|cookie| Device::parse(ctx, cookie, now));
    let tries = Tries::sign_in(ctx, &account, from.address, device.as_ref());
    if let Err(wait_seconds) = tries.take(ctx, now).await? {
        form.reject(MemberField::IdNumber, Problem::TooManyTries { wait_seconds });
        return Err(Failure::Rejected(form));
    }
    if let Some(found) = Port::default().member(ctx, &account, form.value(MemberField::Password)).await? {
        let entry =
            Entry { account: &account, holder: Holder::Member(&found.subject_id), tries, device, now };
        if let Some(signed_in) = entry.open(ctx, from, &found).await? {
            return Ok(signed_in);
        }
    }
    note_failure(ctx, &account, now).await?;
    form.reject(MemberField::IdNumber, Problem::WrongCredentials);
    Err(Failure::Rejected(form))
}

/// Whose logins a page asks for; the same login may be given on both sides and is two people.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Door {
    Staff,
    Agent,
}

/// A member of staff signs in.
pub async fn staff(
    ctx: &Ctx,
    from: &Origin<'_>,
    form: FormState<StaffField>,
) -> Result<SignedIn, Failure<StaffField>> {
    with_code(ctx, from, form, Door::Staff).await
}

/// An agent of a unit signs in.
pub async fn agent(
    ctx: &Ctx,
    from: &Origin<'_>,
    form: FormState<StaffField>,
) -> Result<SignedIn, Failure<StaffField>> {
    with_code(ctx, from, form, Door::Agent).await
}

/// By login, password and one-time code. Which of them was wrong is not said.
async fn with_code(
    ctx: &Ctx,
    from: &Origin<'_>,
    mut form: FormState<StaffField>,
    door: Door,
) -> Result<SignedIn, Failure<StaffField>> {
    let now = ctx.now();
    let login =
        form.check(StaffField::Login, |text| match domain::text::half_width(text.trim()).to_lowercase() {
            text if text.is_empty() => Err(Problem::Missing),
            text => Ok(text),
        });
    form.check(StaffField::Password, sendable);
    form.check(StaffField::Code, |text| if text.trim().is_empty() { Err(Problem::Missing) } else { Ok(()) });
    let (Some(login), true) = (login, form.is_sound()) else { return Err(Failure::Rejected(form)) };
    let account = match door {
        Door::Staff => ctx.seal.index(&format!("staff login:{login}")),
        Door::Agent => ctx.seal.index(&format!("agent login:{login}")),
    };
    let device = from.device.and_then(|cookie| Device::parse(ctx, cookie, now));
    let tries = Tries::sign_in(ctx, &account, from.address, device.as_ref());
    if let Err(wait_seconds) = tries.take(ctx, now).await? {
        form.reject(StaffField::Login, Problem::TooManyTries { wait_seconds });
        return Err(Failure::Rejected(form));
    }
    let (password, code) = (form.value(StaffField::Password), form.value(StaffField::Code));
    if let Some(found) = Port::default().with_code(ctx, door, &login, password, code, now).await? {
        let holder = match door {
            Door::Staff => {
                Holder::Staff { id: &found.subject_id, role: role_of(ctx, &found.subject_id).await?.code() }
            }
            Door::Agent => Holder::Agent(&found.subject_id),
        };
        let entry = Entry { account: &account, holder, tries, device, now };
        if let Some(signed_in) = entry.open(ctx, from, &found).await? {
            return Ok(signed_in);
        }
    }
    note_failure(ctx, &account, now).await?;
    form.reject(StaffField::Login, Problem::WrongStaffCredentials);
    Err(Failure::Rejected(form))
}

/// Some password of a length that may be hashed. The rules of new passwords do not apply: they may be younger
/// than the password.
fn sendable(text: &str) -> Result<(), Problem> {
    match text.chars().count() {
        0 => Err(Problem::Missing),
        n if n > password::MAX_CHARS => Err(Problem::TooLong { max: password::MAX_CHARS as u32 }),
        _ => Ok(()),
    }
}

async fn role_of(ctx: &Ctx, staff_id: &str) -> Result<staff::Role, Fault> {
    let mut conn = ctx.store.read().await?;
    let found = staff::find(&mut conn, staff_id).await?;
    found.map(|staff| staff.role).ok_or(Fault::Invariant("a staff credential belongs to staff"))
}

/// The last step of a sign-in: everything that a right try changes.
struct Entry<'a> {
    account: &'a str,
    holder: Holder<'a>,
    tries: Tries,
    device: Option<Device>,
    now: Timestamp,
}

impl Entry<'_> {
    /// Opens the session; `None` when meanwhile the one-time code was spent by another request, or another password
    /// was set.
    async fn open(self, ctx: &Ctx, from: &Origin<'_>, found: &Identified) -> Result<Option<SignedIn>, Fault> {
        let fresh = session::mint(ctx, self.holder, self.now);
        let event = audit::Event {
            at: self.now,
            actor: &found.subject_id,
            action: "sign_in.done",
            subject: &found.subject_id,
            detail: "",
        };
        let opened = store::write!(ctx.store, "sign_in.open", |tx| {
            if !credential::hold(&mut tx, &found.subject_id, &found.password_hash).await? {
                return Ok(false);
            }
            if let Some(step) = found.step
                && !credential::spend_totp_step(&mut tx, &found.subject_id, step).await?
            {
                return Ok(false);
            }
            // What was typed into the sign-in form must not live on in the session that it opened.
            if let Some(old) = from.session {
                store::draft::remove(&mut tx, old.as_str(), MEMBER_FORM).await?;
                store::draft::remove(&mut tx, old.as_str(), STAFF_FORM).await?;
                store::draft::remove(&mut tx, old.as_str(), AGENT_FORM).await?;
            }
            fresh.insert(&mut tx, from.session).await?;
            self.tries.succeeded(&mut tx).await?;
            audit::append(&mut tx, &event).await?;
            Ok::<_, Fault>(true)
        })?;
        let device = self.device.unwrap_or_else(|| Device::fresh(ctx)).remember(ctx, self.account);
        let device = device.to_cookie(ctx, self.now);
        let role = match self.holder {
            Holder::Staff { role, .. } => staff::Role::parse(role),
            Holder::Member(_) | Holder::Agent(_) | Holder::Visitor => None,
        };
        Ok(opened.then(|| SignedIn { session: fresh.opened(), device, role }))
    }
}

/// Failures are part of the audit. The row is the same whether or not there is such an account.
async fn note_failure(ctx: &Ctx, account: &str, now: Timestamp) -> Result<(), Fault> {
    let event = audit::Event {
        at: now,
        actor: "stranger",
        action: "sign_in.failed",
        subject: &account[..16],
        detail: "",
    };
    store::write!(ctx.store, "sign_in.failed", |tx| audit::append(&mut tx, &event)
        .await
        .map_err(Fault::from))?;
    Ok(())
}

#[cfg(test)]
mod tests;
