//! Sealing (加密) of identity numbers, mobile numbers and one-time-code secrets, and the blind index (盲索引).
//!
//! AES-256-GCM with a random nonce; the column's name is bound in as associated data, so that a value cannot
//! be moved to another column. The index is HMAC-SHA-256 under a second key: it finds a person by number and
//! cannot be reversed without the key, which a plain or salted hash of an identity number can be in seconds.

use crate::{Fault, ids};
use aes_gcm::{
    Aes256Gcm, KeyInit,
    aead::{Aead, Payload},
};
use hmac::{Hmac, Mac};
use sha2::Sha256;
use std::path::Path;
use zeroize::Zeroizing;

const NONCE_LEN: usize = 12;
const FILE: &str = "seal.key";

/// The two keys, kept in a file outside the database.
pub struct Seal {
    cipher: Aes256Gcm,
    index_key: Zeroizing<[u8; 32]>,
}

impl Seal {
    /// Reads the keys from `dir`, or makes them on the very first start.
    pub fn open(dir: &Path, randomness: &dyn ids::Randomness) -> Result<Seal, Fault> {
        let bytes = secret_file(dir, FILE, || {
            let mut bytes = Zeroizing::new([0; 64]);
            randomness.fill(bytes.as_mut());
            Zeroizing::new(domain::text::hex(bytes.as_ref()))
        })?;
        let bytes = domain::text::unhex(bytes.trim())
            .map(Zeroizing::new)
            .filter(|b| b.len() == 64)
            .ok_or(Fault::Key(FILE))?;
        Seal::from_bytes(&bytes).ok_or(Fault::Key(FILE))
    }

    /// 32 bytes for the cipher, 32 for the index.
    pub fn from_bytes(bytes: &[u8]) -> Option<Seal> {
        let (cipher, index) = bytes.split_at_checked(32)?;
        Some(Seal {
            cipher: Aes256Gcm::new_from_slice(cipher).ok()?,
            index_key: Zeroizing::new(index.try_into().ok()?),
        })
    }

    /// Hex of nonce and ciphertext.
    pub fn seal(
        &self,
        column: &'static str,
        text: &str,
        randomness: &dyn ids::Randomness,
    ) -> Result<String, Fault> {
        let mut nonce = [0; NONCE_LEN];
        randomness.fill(&mut nonce);
        let payload = Payload { msg: text.as_bytes(), aad: column.as_bytes() };
        let sealed = self.cipher.encrypt((&nonce).into(), payload).map_err(|_| Fault::Key("seal"))?;
        Ok(domain::text::hex(&nonce) + &domain::text::hex(&sealed))
    }

    pub fn open_sealed(&self, column: &'static str, sealed: &str) -> Result<Zeroizing<String>, Fault> {
        let bytes = domain::text::unhex(sealed).ok_or(Fault::Key("seal"))?;
        let (nonce, cipher) = bytes.split_at_checked(NONCE_LEN).ok_or(Fault::Key("seal"))?;
        let nonce: &[u8; NONCE_LEN] = nonce.try_into().map_err(|_| Fault::Key("seal"))?;
        let payload = Payload { msg: cipher, aad: column.as_bytes() };
        let text = self.cipher.decrypt(nonce.into(), payload).map_err(|_| Fault::Key("seal"))?;
        String::from_utf8(text).map(Zeroizing::new).map_err(|_| Fault::Key("seal"))
    }

    /// The blind index of an identity number or another look-up key.
    pub fn index(&self, text: &str) -> String {
        domain::text::hex(&self.mac(text))
    }

    /// The salt of a row's receipt. The word before the number keeps it apart from every index.
    pub fn receipt_salt(&self, seq: i64) -> [u8; 32] {
        self.mac(&format!("receipt.salt/{seq}"))
    }

    fn mac(&self, text: &str) -> [u8; 32] {
        #[expect(clippy::expect_used, reason = "HMAC takes keys of every length")]
        let mut mac =
            <Hmac<Sha256> as KeyInit>::new_from_slice(self.index_key.as_ref()).expect("any key length");
        mac.update(text.as_bytes());
        mac.finalize().into_bytes().into()
    }
}

/// Reads a secret file, or makes it with mode 0600 when it is absent. Two processes that start at once end
/// with the same file: the second to create it reads the first one's.
pub(crate) fn secret_file(
    dir: &Path,
    name: &str,
    make: impl FnOnce() -> Zeroizing<String>,
) -> Result<Zeroizing<String>, Fault> {
    use std::io::{ErrorKind, Write};
    use std::os::unix::fs::OpenOptionsExt;
    let path = dir.join(name);
    std::fs::create_dir_all(dir)?;
    let created = std::fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(&path);
    match created {
        Ok(mut file) => {
            let text = make();
            file.write_all(text.as_bytes())?;
            file.sync_all()?;
            Ok(text)
        }
        Err(error) if error.kind() == ErrorKind::AlreadyExists => {
            Ok(Zeroizing::new(std::fs::read_to_string(path)?))
        }
        Err(error) => Err(error.into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::SeededRandomness;

    fn seal() -> Seal {
        Seal::from_bytes(&[7; 64]).unwrap()
    }

    #[test]
    fn opens_what_it_sealed_and_nothing_else() {
        let random = SeededRandomness::new(1);
        let sealed = seal().seal("person.id", "11010519491231002X", &random).unwrap();
        assert!(!sealed.contains("11010519491231002X"));
        assert_eq!(*seal().open_sealed("person.id", &sealed).unwrap(), "11010519491231002X");
        assert!(seal().open_sealed("person.mobile", &sealed).is_err(), "moved to another column");
        let mut altered = sealed.clone().into_bytes();
        *altered.last_mut().unwrap() ^= 1;
        assert!(seal().open_sealed("person.id", std::str::from_utf8(&altered).unwrap()).is_err());
        assert_ne!(
            seal().seal("person.id", "x", &random).unwrap(),
            seal().seal("person.id", "x", &random).unwrap()
        );
    }

    #[test]
    fn the_index_depends_on_the_key() {
        let other = Seal::from_bytes(&[8; 64]).unwrap();
        assert_eq!(seal().index("a"), seal().index("a"));
        assert_ne!(seal().index("a"), other.index("a"));
    }

    #[test]
    fn a_key_file_is_made_once_and_private() {
        use std::os::unix::fs::PermissionsExt;
        let dir = tempfile::tempdir().unwrap();
        let first = Seal::open(dir.path(), &SeededRandomness::new(1)).unwrap().index("a");
        let second = Seal::open(dir.path(), &SeededRandomness::new(2)).unwrap().index("a");
        assert_eq!(first, second);
        let mode = std::fs::metadata(dir.path().join(FILE)).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
}
