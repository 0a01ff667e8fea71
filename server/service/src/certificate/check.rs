//! Checking on the server: for browsers without WASM, for uploads, and for the counter, which also asks the
//! register of issued certificates.

use super::signer::hash;
use crate::{Ctx, Fault, actor::Clerk};
use domain::{
    Timestamp,
    certificate::{
        CertificateId, Payload, TrustList, Verdict,
        cose::Sign1,
        scan,
        verify::{Authentic, Status, StatusAnswer, authenticate},
    },
};
use store::{
    certificate::{self, Look},
    staff,
};

/// How a certificate reached us.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Channel {
    /// Scanner, camera, or pasted text.
    Scan,
    /// A photo that was sent.
    Photo,
    /// Number, name and last four characters.
    Number,
}

impl Channel {
    pub const fn code(self) -> &'static str {
        match self {
            Channel::Scan => "scan",
            Channel::Photo => "photo",
            Channel::Number => "number",
        }
    }
}

/// A verdict and what the signature covers.
#[derive(Clone, Debug)]
pub struct Checked {
    pub verdict: Verdict,
    /// Present whenever the signature is good.
    pub payload: Option<Payload>,
    pub at: Timestamp,
}

/// Checks a scanned text for anyone. Nothing is recorded: who asks is nobody's business.
pub async fn check(ctx: &Ctx, text: &str) -> Result<Checked, Fault> {
    let now = ctx.now();
    match authenticate(text, &trust_list(ctx)) {
        Err(verdict) => Ok(Checked { verdict, payload: None, at: now }),
        Ok(authentic) => {
            let answer = register_says(ctx, text, &authentic).await?;
            // The portal's own page checks for whoever looks, not for one centre.
            let verdict = authentic.judge(now.seconds(), None, answer);
            Ok(Checked { verdict, payload: Some(authentic.payload), at: now })
        }
    }
}

/// Checks for a clerk and records the look, so that the holder sees that someone looked.
pub async fn check_at_counter(
    ctx: &Ctx,
    clerk: &Clerk,
    text: &str,
    channel: Channel,
) -> Result<Checked, Fault> {
    let checked = check(ctx, text).await?;
    let Some(payload) = &checked.payload else { return Ok(checked) };
    look(ctx, payload.id, channel, Some(clerk.staff_id()), checked.verdict, checked.at).await?;
    Ok(checked)
}

/// Adds a look when the certificate is in the register.
pub(super) async fn look(
    ctx: &Ctx,
    id: CertificateId,
    channel: Channel,
    staff_id: Option<&str>,
    verdict: Verdict,
    at: Timestamp,
) -> Result<(), Fault> {
    let look = Look {
        id: ctx.uuid(at),
        certificate: id,
        at,
        channel: channel.code().to_owned(),
        staff_id: staff_id.map(str::to_owned),
        verdict: verdict.code().to_owned(),
    };
    store::write!(ctx.store, "certificate.look", |tx| {
        if certificate::find(&mut tx, &id).await?.is_some() {
            certificate::look_insert(&mut tx, &look).await?;
        }
        Ok::<_, Fault>(())
    })
}

/// Who is shown to the holder for each look: the clerk's name, or nobody's.
pub async fn looks_of(ctx: &Ctx, looks: Vec<Look>) -> Result<Vec<(Look, Option<String>)>, Fault> {
    let mut conn = ctx.store.read().await?;
    let mut named = Vec::with_capacity(looks.len());
    for look in looks {
        let name = match &look.staff_id {
            Some(id) => staff::find(&mut conn, id).await?.map(|staff| staff.name),
            None => None,
        };
        named.push((look, name));
    }
    Ok(named)
}

/// The keys that count here.
fn trust_list(ctx: &Ctx) -> TrustList {
    TrustList { keys: vec![ctx.signer.trusted(ctx.centre.org)], made: None }
}

async fn register_says(ctx: &Ctx, text: &str, authentic: &Authentic) -> Result<StatusAnswer, Fault> {
    let mut conn = ctx.store.read().await?;
    let row = certificate::find(&mut conn, &authentic.payload.id).await?;
    let signed = scan::read(text).ok().and_then(|scan| Sign1::parse(&scan.bytes).ok());
    match (row, signed) {
        (Some(row), Some(signed)) if row.payload_hash == hash(&signed.payload) => {
            Ok(StatusAnswer::Fresh(status(row.status)))
        }
        _ => {
            // The key signed what nobody asked it to: the only sign that a stolen key gives.
            let id = authentic.payload.id;
            tracing::error!(certificate = %id, "a certificate with a good signature was never issued");
            Ok(StatusAnswer::Unknown)
        }
    }
}

/// A status list as browsers fetch it: two bits a place, lowest bits first. The same bytes for everybody, so
/// that asking tells nothing.
pub async fn status_list(ctx: &Ctx, list: u32) -> Result<Option<Vec<u8>>, Fault> {
    let mut conn = ctx.store.read().await?;
    if list == 0 || list > certificate::newest_list(&mut conn).await?.0 {
        return Ok(None);
    }
    let mut bytes = vec![0; super::issue::LIST_SIZE as usize / 4];
    for (index, status) in certificate::statuses(&mut conn, list).await? {
        if let Some(byte) = bytes.get_mut(index as usize / 4) {
            *byte |= status << (index % 4 * 2);
        }
    }
    Ok(Some(bytes))
}

/// Of the numbers in the database and in the lists.
pub(super) fn status(value: u8) -> Status {
    match value {
        0 => Status::Good,
        2 => Status::Suspended,
        3 => Status::Superseded,
        // A value that nobody defined is not a reason to trust.
        _ => Status::Revoked,
    }
}
