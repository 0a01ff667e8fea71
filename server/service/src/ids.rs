//! Ids and secrets. The source of randomness is an argument, so that tests repeat.

use domain::Timestamp;
use std::sync::Mutex;

/// Fills bytes with randomness.
pub trait Randomness: Send + Sync {
    fn fill(&self, bytes: &mut [u8]);
}

/// The operating system's generator.
pub struct OsRandomness;

impl Randomness for OsRandomness {
    #[expect(clippy::disallowed_methods, reason = "the one place that draws the machine's randomness")]
    fn fill(&self, bytes: &mut [u8]) {
        #[expect(clippy::expect_used, reason = "without randomness no id and no secret may be made")]
        getrandom::fill(bytes).expect("the operating system gives random bytes");
    }
}

/// A repeatable sequence from a seed, for tests and for the demo centre. Never a source of secrets.
pub struct SeededRandomness(Mutex<u64>);

impl SeededRandomness {
    pub fn new(seed: u64) -> SeededRandomness {
        SeededRandomness(Mutex::new(seed))
    }
}

impl Randomness for SeededRandomness {
    fn fill(&self, bytes: &mut [u8]) {
        let mut state = self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        for chunk in bytes.chunks_mut(8) {
            // SplitMix64: every seed gives a full-period, well mixed sequence.
            *state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
            let mut z = *state;
            z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
            z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
            let word = (z ^ (z >> 31)).to_le_bytes();
            chunk.copy_from_slice(&word[..chunk.len()]);
        }
    }
}

/// A new UUID v7: sorts by time, tells nothing else.
pub fn uuid(now: Timestamp, randomness: &dyn Randomness) -> String {
    let mut bytes = [0; 10];
    randomness.fill(&mut bytes);
    uuid::Builder::from_unix_timestamp_millis(now.ms().unsigned_abs(), &bytes).into_uuid().to_string()
}

/// True for the text of a UUID, the only form in which a request id is taken from a form.
pub fn is_uuid(text: &str) -> bool {
    text.len() == 36 && uuid::Uuid::try_parse(text).is_ok()
}
