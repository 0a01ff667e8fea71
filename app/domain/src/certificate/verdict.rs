//! The seventeen answers to "is this certificate good?", in the order in which they are reached.

/// What a verifier says. A damaged scan is never called a forgery.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Verdict {
    ScanIncomplete,
    NotOurs,
    UnsupportedVersion,
    Malformed,
    UnknownKey,
    SignatureInvalid,
    KeyCompromised,
    ClockSuspect,
    NotYetValid,
    Expired,
    Revoked,
    Suspended,
    Superseded,
    StatusUnknown,
    AudienceMismatch,
    ValidOffline,
    Valid,
}

/// How a verdict is coloured; never the only sign of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// Nothing can be said.
    Neutral,
    /// Take care.
    Caution,
    /// Do not accept.
    Bad,
    /// Accept, after comparing the person.
    Good,
}

impl Verdict {
    pub const ALL: [Verdict; 17] = [
        Verdict::ScanIncomplete,
        Verdict::NotOurs,
        Verdict::UnsupportedVersion,
        Verdict::Malformed,
        Verdict::UnknownKey,
        Verdict::SignatureInvalid,
        Verdict::KeyCompromised,
        Verdict::ClockSuspect,
        Verdict::NotYetValid,
        Verdict::Expired,
        Verdict::Revoked,
        Verdict::Suspended,
        Verdict::Superseded,
        Verdict::StatusUnknown,
        Verdict::AudienceMismatch,
        Verdict::ValidOffline,
        Verdict::Valid,
    ];

    /// The stable name for machines.
    pub const fn code(self) -> &'static str {
        match self {
            Verdict::ScanIncomplete => "SCAN_INCOMPLETE",
            Verdict::NotOurs => "NOT_OURS",
            Verdict::UnsupportedVersion => "UNSUPPORTED_VERSION",
            Verdict::Malformed => "MALFORMED",
            Verdict::UnknownKey => "UNKNOWN_KEY",
            Verdict::SignatureInvalid => "SIGNATURE_INVALID",
            Verdict::KeyCompromised => "KEY_COMPROMISED",
            Verdict::ClockSuspect => "CLOCK_SUSPECT",
            Verdict::NotYetValid => "NOT_YET_VALID",
            Verdict::Expired => "EXPIRED",
            Verdict::Revoked => "REVOKED",
            Verdict::Suspended => "SUSPENDED",
            Verdict::Superseded => "SUPERSEDED",
            Verdict::StatusUnknown => "STATUS_UNKNOWN",
            Verdict::AudienceMismatch => "AUDIENCE_MISMATCH",
            Verdict::ValidOffline => "VALID_OFFLINE",
            Verdict::Valid => "VALID",
        }
    }

    /// An unknown key is red with a connection and amber without, so the caller says which it has.
    pub const fn tone(self, online: bool) -> Tone {
        match self {
            Verdict::ScanIncomplete | Verdict::NotOurs | Verdict::UnsupportedVersion => Tone::Neutral,
            Verdict::Malformed | Verdict::SignatureInvalid | Verdict::KeyCompromised | Verdict::Revoked => {
                Tone::Bad
            }
            Verdict::UnknownKey if online => Tone::Bad,
            Verdict::Valid | Verdict::ValidOffline => Tone::Good,
            _ => Tone::Caution,
        }
    }
}
