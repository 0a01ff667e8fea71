//! Passwords (密码): Argon2id with 19 MiB, two passes, one lane, the minimum OWASP names in 2026.
//!
//! One check takes about 40 ms of a core and 19 MiB. As many run at once as there are cores, a few wait, and
//! the rest is told to come back ([`Fault::Busy`]): without that bound Tokio's 512 blocking threads would take
//! 9.7 GiB, and anyone could ask for it.

use crate::{Ctx, Fault};
use argon2::{
    Algorithm, Argon2, Params, PasswordHasher, PasswordVerifier, Version,
    password_hash::phc::PasswordHash as Phc,
};
use domain::Problem;
use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use zeroize::Zeroizing;

/// Characters; counted before any hashing.
pub const MAX_CHARS: usize = 128;
/// For new passwords only. Length is the rule; no required kinds of characters, as NIST SP 800-63B asks.
pub const MIN_CHARS: usize = 10;
/// Checks that may wait for a core before the next one is turned away: about 0.6 s of work on two cores.
const QUEUE: usize = 32;

/// A hash of no password, with the parameters of real ones: what is checked when there is no such account.
const NOBODY: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$fHxot+M/lgF7sdJSWqnZlQ$603iBjnw4osWTKIGDtz6CusX+TT3zCV4ubUzxBHhWTg";

/// The bounded workshop in which passwords are hashed; one per process.
pub struct Passwords {
    running: Arc<Semaphore>,
    places: Arc<Semaphore>,
    done: Arc<AtomicU64>,
}

/// A PHC string, made only here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PasswordHash(String);

impl PasswordHash {
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A new password that keeps the rules.
#[derive(Clone)]
pub struct NewPassword(Zeroizing<String>);

impl NewPassword {
    /// `about` are facts an attacker knows (identity number, login): a password made of one is refused.
    pub fn parse(text: &str, about: &[&str]) -> Result<NewPassword, Problem> {
        match text.chars().count() {
            0 => return Err(Problem::Missing),
            n if n < MIN_CHARS => return Err(Problem::TooShort { min: MIN_CHARS as u32 }),
            n if n > MAX_CHARS => return Err(Problem::TooLong { max: MAX_CHARS as u32 }),
            _ => {}
        }
        if text.chars().any(char::is_control) {
            return Err(Problem::ForbiddenCharacter);
        }
        if is_easy(text, about) {
            return Err(Problem::EasyToGuess);
        }
        Ok(NewPassword(Zeroizing::new(text.to_owned())))
    }
}

/// The first passwords that guessing programs try, as far as they are ten characters or longer.
const COMMON: [&str; 16] = [
    "1234567890",
    "0987654321",
    "0123456789",
    "1qaz2wsx3edc",
    "q1w2e3r4t5",
    "qwertyuiop",
    "asdfghjkl",
    "zxcvbnm",
    "password",
    "woaini1314",
    "5201314",
    "iloveyou",
    "administrator",
    "abcdefghij",
    "a123456789",
    "88888888",
];

fn is_easy(text: &str, about: &[&str]) -> bool {
    let text = text.to_lowercase();
    // A known word with a few characters around it is the word.
    let mostly = |part: &str| !part.is_empty() && text.contains(part) && text.len() < part.len() + 4;
    let mut distinct: Vec<char> = text.chars().collect();
    distinct.sort_unstable();
    distinct.dedup();
    distinct.len() < 4
        || COMMON.iter().any(|word| mostly(word))
        || about.iter().any(|fact| mostly(&fact.to_lowercase()))
        || about.iter().any(|fact| fact.to_lowercase().contains(&text))
}

impl Passwords {
    pub fn new(cores: usize) -> Passwords {
        Passwords {
            running: Arc::new(Semaphore::new(cores)),
            places: Arc::new(Semaphore::new(cores + QUEUE)),
            done: Arc::new(AtomicU64::new(0)),
        }
    }

    /// How many hashes were computed so far, for the measure of load and for the test of equal work.
    pub fn done(&self) -> u64 {
        self.done.load(Ordering::Relaxed)
    }

    /// Hashes a new password.
    pub async fn hash(&self, ctx: &Ctx, password: NewPassword) -> Result<PasswordHash, Fault> {
        let mut salt = [0; 16];
        ctx.randomness.fill(&mut salt);
        self.run(move || {
            let hash: Phc = argon2()
                .hash_password_with_salt(password.0.as_bytes(), &salt)
                .map_err(|_| Fault::Key("argon2"))?;
            Ok(PasswordHash(hash.to_string()))
        })
        .await
    }

    /// True when `password` is the one of `stored`. Without a stored hash the same work is done for nothing,
    /// so that the time says nothing about who has an account.
    pub async fn verify(&self, password: &str, stored: Option<&str>) -> Result<bool, Fault> {
        let password = Zeroizing::new(password.to_owned());
        let hash = stored.unwrap_or(NOBODY).to_owned();
        let known = stored.is_some();
        self.run(move || {
            let hash =
                Phc::new(&hash).map_err(|_| Fault::Invariant("a stored password hash is a PHC string"))?;
            Ok(argon2().verify_password(password.as_bytes(), &hash).is_ok() & known)
        })
        .await
    }

    /// Takes one of the places, or says that there is none.
    fn place(&self) -> Result<OwnedSemaphorePermit, Fault> {
        self.places.clone().try_acquire_owned().map_err(|_| Fault::Busy("password"))
    }

    async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> Result<T, Fault> + Send + 'static,
    ) -> Result<T, Fault> {
        let place = self.place()?;
        let core = self.running.clone().acquire_owned().await.map_err(|_| Fault::Busy("password"))?;
        let done = self.done.clone();
        // Both permits move into the task: a request that is dropped while its hash runs still takes its core.
        let task = tokio::task::spawn_blocking(move || {
            let _held = (place, core);
            done.fetch_add(1, Ordering::Relaxed);
            work()
        });
        task.await.map_err(|_| Fault::Task("password"))?
    }
}

fn argon2() -> Argon2<'static> {
    Argon2::new(Algorithm::Argon2id, Version::V0x13, Params::DEFAULT)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::TestCtx;

    #[tokio::test]
    async fn a_hash_opens_to_its_password_only() {
        let test = TestCtx::new().await;
        let password = NewPassword::parse("correct horse 电池", &[]).unwrap();
        let hash = test.ctx.passwords().hash(&test.ctx, password).await.unwrap();
        assert!(hash.as_str().starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{hash:?}");
        let passwords = test.ctx.passwords();
        assert!(passwords.verify("correct horse 电池", Some(hash.as_str())).await.unwrap());
        assert!(!passwords.verify("correct horse 电车", Some(hash.as_str())).await.unwrap());
    }

    /// Unknown accounts cost what known ones cost: one hash with the same parameters.
    #[tokio::test]
    async fn nobody_costs_as_much_as_somebody() {
        let parameters = |phc: &str| phc.split('$').take(4).map(str::to_owned).collect::<Vec<_>>();
        let test = TestCtx::new().await;
        let password = NewPassword::parse("correct horse", &[]).unwrap();
        let hash = test.ctx.passwords().hash(&test.ctx, password).await.unwrap();
        assert_eq!(parameters(hash.as_str()), parameters(NOBODY));
        assert_eq!(
            Phc::new(NOBODY).unwrap().hash.unwrap().len(),
            Phc::new(hash.as_str()).unwrap().hash.unwrap().len()
        );
        let before = test.ctx.passwords().done();
        assert!(!test.ctx.passwords().verify("correct horse", None).await.unwrap());
        assert_eq!(test.ctx.passwords().done() - before, 1);
    }

    #[test]
    fn the_rules_for_new_passwords() {
        let about = ["11010519491231002X", "counter1"];
        for (text, problem) in [
            ("", Problem::Missing),
            ("short", Problem::TooShort { min: 10 }),
            ("1234567890", Problem::EasyToGuess),
            ("Password123", Problem::EasyToGuess),
            ("aaaaaaaaaaaaaaa", Problem::EasyToGuess),
            ("11010519491231002x", Problem::EasyToGuess),
            ("0519491231", Problem::EasyToGuess),
            ("counter1!!", Problem::EasyToGuess),
            ("tab\tinside it", Problem::ForbiddenCharacter),
        ] {
            assert_eq!(NewPassword::parse(text, &about).err(), Some(problem), "{text:?}");
        }
        assert_eq!(NewPassword::parse(&"x1y2".repeat(33), &about).err(), Some(Problem::TooLong { max: 128 }));
        for text in ["correct horse", "我家门前有两棵枣树啊", "river-otter-42"] {
            assert!(NewPassword::parse(text, &about).is_ok(), "{text:?}");
        }
    }

    /// With every place taken the next check is turned away at once and nothing is hashed for it.
    #[tokio::test]
    async fn a_full_queue_says_busy() {
        let passwords = Passwords::new(2);
        let taken: Vec<_> = (0..2 + QUEUE).map(|_| passwords.place().unwrap()).collect();
        let answer = passwords.verify("x", None).await;
        assert!(matches!(answer, Err(Fault::Busy(_))), "{answer:?}");
        assert_eq!(passwords.done(), 0);
        drop(taken);
        assert!(!passwords.verify("x", None).await.unwrap());
    }
}
