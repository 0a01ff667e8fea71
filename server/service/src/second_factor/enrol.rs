//! Setting up the second factor: show a secret as QR code and text, take the password and a first code.
//!
//! The secret travels to the page and back sealed, with whom it is for and how long it is good, so that
//! looking at the page stores nothing. A second factor that exists is replaced only with a code of the old
//! one: whoever sits down at an open session cannot put an authenticator of their own in its place.

use super::{Proof, Secret, read_code};
use crate::{
    Ctx, Failure, Fault,
    actor::Member,
    session::{self, Holder, Opened},
    throttle::Tries,
};
use domain::{FormField, FormState, Problem, Timestamp};
use std::fmt::Write;
use store::{audit, credential};

const SEALED: &str = "second_factor.enrolment";
const LIFE_MS: i64 = 15 * 60_000;

/// The fields of the page, in its order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Field {
    /// Hidden: the sealed secret.
    Enrolment,
    Password,
    /// The code of the authenticator that is being replaced.
    OldCode,
    Code,
}

impl FormField for Field {
    const ALL: &'static [Field] = &[Field::Enrolment, Field::Password, Field::OldCode, Field::Code];

    fn name(self) -> &'static str {
        match self {
            Field::Enrolment => "enrolment",
            Field::Password => "password",
            Field::OldCode => "old_code",
            Field::Code => "code",
        }
    }

    fn keep(self) -> bool {
        self == Field::Enrolment
    }
}

/// What the page shows.
pub struct Enrolment {
    /// For the hidden field.
    pub sealed: String,
    /// In groups of four, to be typed into an authenticator.
    pub secret: String,
    /// `otpauth://totp/…`, for the link on the phone that has the authenticator.
    pub uri: String,
    pub qr: Qr,
    /// A second factor exists and will be replaced.
    pub replaces: bool,
}

/// A QR code as the path of an SVG whose user unit is one module.
pub struct Qr {
    /// Modules along one side, the quiet zone of four included.
    pub side: usize,
    pub path: String,
}

/// A secret to show; the one in `form` when it is still good, so that an error does not ask to scan again.
pub async fn begin(ctx: &Ctx, member: &Member, form: &FormState<Field>) -> Result<Enrolment, Fault> {
    let now = ctx.now();
    let (sealed, secret) = match open(ctx, member, form.value(Field::Enrolment), now) {
        Some(secret) => (form.value(Field::Enrolment).to_owned(), secret),
        None => mint(ctx, member, now)?,
    };
    let uri = uri(ctx, &secret, &label(ctx, member).await?);
    let qr = draw(&uri)?;
    let base32 = secret.base32();
    let groups: Vec<&str> = base32.as_bytes().chunks(4).filter_map(|c| std::str::from_utf8(c).ok()).collect();
    let replaces = super::is_set(ctx, member.person_id()).await?;
    Ok(Enrolment { sealed, secret: groups.join(" "), uri, qr, replaces })
}

/// Takes the form: password, a code of the old authenticator if there is one, a code of the new one. Answers the
/// session that takes the place of this one: what a copy of the old cookie could do ends here.
pub async fn confirm(
    ctx: &Ctx,
    member: &Member,
    mut form: FormState<Field>,
) -> Result<Opened, Failure<Field>> {
    let now = ctx.now();
    form.check(Field::Password, |text| if text.is_empty() { Err(Problem::Missing) } else { Ok(()) });
    form.check(Field::Code, read_code);
    let secret = open(ctx, member, form.value(Field::Enrolment), now);
    let step =
        secret.as_ref().and_then(|secret| secret.step_of(&read_code(form.value(Field::Code)).ok()?, now));
    if step.is_none() {
        form.reject(Field::Code, Problem::WrongOneTimeCode);
    }
    let (Some(secret), Some(step), true) = (secret, step, form.is_sound()) else {
        return Err(Failure::Rejected(form));
    };
    let (tries, password_hash) = check_password(ctx, member, &mut form, now).await?;
    let old = if form.is_sound() { check_old(ctx, member, &mut form, now).await? } else { None };
    if !form.is_sound() {
        return Err(Failure::Rejected(form));
    }
    let sealed = secret.seal(ctx)?;
    let fresh = session::mint(ctx, Holder::Member(member.person_id()), now);
    let refused = |field, problem| {
        let mut form = form.clone();
        form.reject(field, problem);
        Err(Failure::Rejected(form))
    };
    store::write!(ctx.store, "second_factor.enrol", |tx| {
        if !credential::hold(&mut tx, member.person_id(), &password_hash).await? {
            return refused(Field::Password, Problem::WrongCredentials);
        }
        if let Some(old) = &old
            && let Err(problem) = old.spend(&mut tx).await?
        {
            return refused(Field::OldCode, problem);
        }
        credential::set_totp(&mut tx, member.person_id(), &sealed, step, now).await?;
        fresh.insert(&mut tx, Some(member.session())).await?;
        tries.succeeded(&mut tx).await?;
        let event = audit::Event {
            at: now,
            actor: member.person_id(),
            action: "second_factor.set",
            subject: member.person_id(),
            detail: if old.is_some() { "replaced" } else { "first" },
        };
        audit::append(&mut tx, &event).await?;
        Ok::<_, Failure<Field>>(())
    })?;
    Ok(fresh.opened())
}

/// Answers the hash of the password that was found right.
async fn check_password(
    ctx: &Ctx,
    member: &Member,
    form: &mut FormState<Field>,
    now: Timestamp,
) -> Result<(Tries, String), Fault> {
    let tries = Tries::code(ctx, &format!("password:{}", member.person_id()));
    if let Err(wait_seconds) = tries.take(ctx, now).await? {
        form.reject(Field::Password, Problem::TooManyTries { wait_seconds });
        return Ok((tries, String::new()));
    }
    let mut conn = ctx.store.read().await?;
    let stored = credential::find(&mut conn, member.person_id()).await?;
    drop(conn);
    let hash = stored.map(|credential| credential.password_hash);
    if !ctx.passwords().verify(form.value(Field::Password), hash.as_deref()).await? {
        form.reject(Field::Password, Problem::WrongCredentials);
    }
    Ok((tries, hash.unwrap_or_default()))
}

async fn check_old(
    ctx: &Ctx,
    member: &Member,
    form: &mut FormState<Field>,
    now: Timestamp,
) -> Result<Option<Proof>, Fault> {
    if !super::is_set(ctx, member.person_id()).await? {
        return Ok(None);
    }
    match super::require(ctx, member.person_id(), form.value(Field::OldCode), now).await? {
        Ok(proof) => Ok(Some(proof)),
        Err(problem) => {
            form.reject(Field::OldCode, problem);
            Ok(None)
        }
    }
}

fn mint(ctx: &Ctx, member: &Member, now: Timestamp) -> Result<(String, Secret), Fault> {
    let secret = Secret::mint(ctx);
    let expires = now.plus_ms(LIFE_MS).ms();
    let text = zeroize::Zeroizing::new(format!("{}|{expires}|{}", member.person_id(), *secret.base32()));
    Ok((ctx.seal.seal(SEALED, &text, ctx.randomness.as_ref())?, secret))
}

fn open(ctx: &Ctx, member: &Member, sealed: &str, now: Timestamp) -> Option<Secret> {
    let text = ctx.seal.open_sealed(SEALED, sealed).ok()?;
    let mut parts = text.split('|');
    let (person, expires, secret) = (parts.next()?, parts.next()?.parse().ok()?, parts.next()?);
    (person == member.person_id() && now.ms() < expires).then(|| Secret::from_base32(secret)).flatten()
}

/// The last four characters tell a family's entries apart in one authenticator.
async fn label(ctx: &Ctx, member: &Member) -> Result<String, Fault> {
    let mut conn = ctx.store.read().await?;
    let person = store::person::find(&mut conn, member.person_id()).await?;
    Ok(format!("****{}", person.map(|person| person.id_tail).unwrap_or_default()))
}

fn uri(ctx: &Ctx, secret: &Secret, label: &str) -> String {
    let issuer = percent(&ctx.centre.name_zh);
    let label = percent(label);
    format!(
        "otpauth://totp/{issuer}:{label}?secret={}&issuer={issuer}&algorithm=SHA1&digits=6&period=30",
        *secret.base32()
    )
}

fn percent(text: &str) -> String {
    text.bytes().fold(String::new(), |mut out, byte| {
        if byte.is_ascii_alphanumeric() || b"-._~*".contains(&byte) {
            out.push(byte as char);
        } else {
            let _ = write!(out, "%{byte:02X}");
        }
        out
    })
}

fn draw(text: &str) -> Result<Qr, Fault> {
    const QUIET: usize = 4;
    let code = qrcode::QrCode::with_error_correction_level(text.as_bytes(), qrcode::EcLevel::M)
        .map_err(|_| Fault::Invariant("an otpauth link fits a QR code"))?;
    let width = code.width();
    let mut path = String::new();
    for (i, color) in code.to_colors().into_iter().enumerate() {
        if color == qrcode::Color::Dark {
            let _ = write!(path, "M{} {}h1v1h-1z", i % width + QUIET, i / width + QUIET);
        }
    }
    Ok(Qr { side: width + 2 * QUIET, path })
}
