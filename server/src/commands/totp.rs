//! `anju totp SECRET`: the one-time code of now, for demo people without a phone at hand.

use super::Ended;
use service::{
    clock::{Clock as _, SystemClock},
    second_factor::Secret,
};

#[derive(clap::Args)]
pub struct Args {
    /// The secret in base32, as it was shown when the second factor was set up.
    secret: String,
}

pub fn run(args: Args) -> Ended {
    match Secret::from_base32(&args.secret) {
        Some(secret) => {
            println!("{}", secret.code_at(SystemClock::new().now()));
            Ended::Well
        }
        None => Ended::Refused("the secret must be 32 characters of base32 (A–Z, 2–7)".into()),
    }
}
