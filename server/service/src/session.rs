//! Sessions (会话): 32 random bytes in a cookie, their SHA-256 in the database.
//!
//! Idle limit 30 minutes for members, 15 for staff; 12 hours at most. A session is replaced at sign-in, so a
//! token that was planted before is worth nothing after. At most five live sessions per person.

use crate::{
    Ctx, Fault,
    actor::{Actor, Agent, Clerk, FirstReviewer, Member, SecondReviewer, SessionKey},
};
use domain::Timestamp;
use sha2::{Digest, Sha256};
use store::{
    agent,
    session::{self, Session},
};

const MINUTE_MS: i64 = 60_000;
const MEMBER_IDLE_MS: i64 = 30 * MINUTE_MS;
const STAFF_IDLE_MS: i64 = 15 * MINUTE_MS;
const VISITOR_IDLE_MS: i64 = 30 * MINUTE_MS;
const ABSOLUTE_MS: i64 = 12 * 60 * MINUTE_MS;
const SESSIONS_PER_SUBJECT: i64 = 5;

/// Whom a session is opened for. Only `sign_in` opens one for a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Holder<'a> {
    Visitor,
    Member(&'a str),
    Agent(&'a str),
    Staff { id: &'a str, role: &'a str },
}

/// A fresh session; `token` goes into the cookie and is then forgotten.
pub struct Opened {
    pub token: String,
    pub key: SessionKey,
}

/// Who sent this request. An unknown, idle or expired token is a stranger's.
pub async fn resolve(ctx: &Ctx, token: Option<&str>) -> Result<Actor, Fault> {
    let Some(token) = token.filter(|token| token.len() == 64) else { return Ok(Actor::Stranger) };
    let now = ctx.now();
    let hash = hash(token);
    let mut conn = ctx.store.read().await?;
    let Some(session) = session::find(&mut conn, &hash).await? else { return Ok(Actor::Stranger) };
    let agent = match (session.role.as_str(), &session.subject_id) {
        ("agent", Some(id)) => agent::find(&mut conn, id).await?,
        _ => None,
    };
    drop(conn);
    let idle_ms = now.ms() - session.seen.ms();
    if now >= session.expires || idle_ms > idle_limit(&session.role) {
        return Ok(Actor::Stranger);
    }
    // Once a minute is often enough for an idle limit, and keeps reading pages free of writes.
    if idle_ms > MINUTE_MS {
        store::write!(ctx.store, "session.touch", |tx| session::touch(&mut tx, &hash, now)
            .await
            .map_err(Fault::from))?;
    }
    actor(session, agent)
}

/// A session that is made and not stored yet, so that a transaction may run twice.
pub(crate) struct Fresh {
    row: Session,
    token: String,
}

pub(crate) fn mint(ctx: &Ctx, holder: Holder<'_>, now: Timestamp) -> Fresh {
    let mut bytes = [0; 32];
    ctx.randomness.fill(&mut bytes);
    let token = domain::text::hex(&bytes);
    let (role, subject) = match holder {
        Holder::Visitor => ("visitor", None),
        Holder::Member(id) => ("member", Some(id)),
        Holder::Agent(id) => ("agent", Some(id)),
        Holder::Staff { id, role } => (role, Some(id)),
    };
    let row = Session {
        token_hash: hash(&token),
        role: role.to_owned(),
        subject_id: subject.map(str::to_owned),
        created: now,
        seen: now,
        expires: now.plus_ms(ABSOLUTE_MS),
    };
    Fresh { row, token }
}

impl Fresh {
    /// Stores the session, replacing `old` and taking over its drafts.
    pub(crate) async fn insert(
        &self,
        tx: &mut store::Conn,
        old: Option<&SessionKey>,
    ) -> Result<(), store::Error> {
        session::insert(tx, &self.row).await?;
        if let Some(old) = old {
            store::draft::rehome(tx, &old.0, &self.row.token_hash).await?;
            session::remove(tx, &old.0).await?;
        }
        if let Some(subject) = &self.row.subject_id {
            session::remove_oldest(tx, subject, SESSIONS_PER_SUBJECT).await?;
        }
        Ok(())
    }

    pub(crate) fn opened(self) -> Opened {
        Opened { token: self.token, key: SessionKey(self.row.token_hash) }
    }
}

/// A session for someone who has not signed in, to keep what is being typed.
pub async fn open_visitor(ctx: &Ctx) -> Result<Opened, Fault> {
    let fresh = mint(ctx, Holder::Visitor, ctx.now());
    store::write!(ctx.store, "session.open", |tx| fresh.insert(&mut tx, None).await.map_err(Fault::from))?;
    Ok(fresh.opened())
}

/// Signs out: the row goes, so the cookie is worth nothing even if it was copied.
/// What was typed into forms goes with it: the next person at this device must not see it.
pub async fn close(ctx: &Ctx, key: &SessionKey) -> Result<(), Fault> {
    store::write!(ctx.store, "session.close", |tx| {
        store::draft::remove_all(&mut tx, &key.0).await?;
        session::remove(&mut tx, &key.0).await.map_err(Fault::from)
    })
}

/// Removes what has expired; the server calls it now and then.
pub async fn sweep(ctx: &Ctx) -> Result<(), Fault> {
    let now = ctx.now();
    store::write!(ctx.store, "session.sweep", |tx| {
        session::remove_expired(&mut tx, now).await?;
        store::draft::remove_expired(&mut tx, now).await?;
        crate::throttle::sweep(&mut tx, now).await?;
        Ok::<_, Fault>(())
    })
}

fn idle_limit(role: &str) -> i64 {
    match role {
        "member" => MEMBER_IDLE_MS,
        "visitor" => VISITOR_IDLE_MS,
        _ => STAFF_IDLE_MS,
    }
}

fn actor(row: Session, agent: Option<agent::Agent>) -> Result<Actor, Fault> {
    let session = SessionKey(row.token_hash);
    Ok(match (row.role.as_str(), row.subject_id) {
        ("visitor", _) => Actor::Visitor(session),
        ("member", Some(person_id)) => Actor::Member(Member { person_id, session }),
        // An agent whose access was taken away is nobody.
        ("agent", _) => agent.map_or(Actor::Stranger, |agent| {
            Actor::Agent(Agent { agent_id: agent.id, unit_id: agent.unit_id, session })
        }),
        ("counter", Some(staff_id)) => Actor::Clerk(Clerk { staff_id, session }),
        ("first_reviewer", Some(staff_id)) => Actor::FirstReviewer(FirstReviewer { staff_id, session }),
        ("second_reviewer", Some(staff_id)) => Actor::SecondReviewer(SecondReviewer { staff_id, session }),
        _ => return Err(Fault::Invariant("a session has a known role and a subject")),
    })
}

fn hash(token: &str) -> String {
    domain::text::hex(&Sha256::digest(token.as_bytes()))
}
