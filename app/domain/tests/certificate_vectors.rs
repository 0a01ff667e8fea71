//! Certificates against vectors: our own file, made here from a TEST key and committed so that a change of the
//! format shows as a change of the file, and the shared file of the format when it lies beside the repository.

use domain::certificate::cbor::Value;
use domain::certificate::cose::Sign1;
use domain::certificate::payload::{CertificateType, Loans, Period, SettledLoan, StatedState, StatusRef};
use domain::certificate::scan::{self, Kind};
use domain::certificate::trust::{self, Algorithm, KeyState, KeyUse, TrustList, TrustedKey};
use domain::certificate::vectors::{KeyUseName, Vector, VectorFile, VectorKey, VectorResult, run};
use domain::certificate::verify::{Status, StatusAnswer, verify};
use domain::certificate::{CertificateId, Payload, Verdict};
use domain::{Fen, Month};
use p256::ecdsa::{Signature, SigningKey, signature::Signer};
use std::path::{Path, PathBuf};

const ISSUED: i64 = 1_795_219_200;
const NOW: i64 = ISSUED + 86_400;
const EXPIRES: i64 = ISSUED + 30 * 86_400 - 1;

/// TEST keys: these secrets are public and protect nothing.
fn key(seed: u8) -> SigningKey {
    SigningKey::from_slice(&[seed; 32]).unwrap()
}

fn public(key: &SigningKey) -> Vec<u8> {
    key.verifying_key().to_sec1_point(false).as_bytes().to_vec()
}

fn seal(key: &SigningKey, kind: Kind, payload: Vec<u8>) -> Sign1 {
    Sign1::seal(kind, -7, trust::kid(&public(key)), payload, |bytes| {
        let signature: Signature = key.sign(bytes);
        signature.to_bytes().into()
    })
}

fn text(kind: Kind, message: &[u8]) -> String {
    scan::link("gjj.example.gov.cn", &scan::write(kind, message))
}

fn payload(kind: CertificateType) -> Payload {
    let mut payload = Payload::new(kind, CertificateId::new([0x4f; 10]), ISSUED, EXPIRES, 350_500);
    payload.status = Some(StatusRef(3 << 20 | 714));
    payload.name = "欧阳䶮".into();
    payload.id_tail = "123X".into();
    let month = |year, month| Month::new(year, month).unwrap();
    let period =
        Period { first: month(2019, 7), paid_through: month(2026, 10), cumulative: 88, consecutive: None };
    match kind {
        CertificateType::Settled => {
            payload.settled_loan = Some(SettledLoan {
                contract: "2015-00123".into(),
                amount: Fen::from_yuan(480_000),
                paid_out: month(2015, 3).first_day(),
                settled: month(2026, 10).last_day(),
                bank: "示例银行".into(),
            });
            payload.co_borrowers = vec!["林㛃".into()];
        }
        CertificateType::Contribution | CertificateType::OutOfTown | CertificateType::Summary => {
            payload.account = Some("100234567890".into());
            payload.unit = Some("示例科技有限公司".into());
            payload.period = Some(period);
            payload.state = Some(StatedState::Normal);
            payload.base = Some(Fen::from_yuan(12_000));
            payload.rates = Some((120, 50));
            payload.monthly = Some(Fen::from_yuan(2_040));
            payload.balance = Some(Fen::new(18_634_512));
        }
    }
    if matches!(kind, CertificateType::OutOfTown | CertificateType::Summary) {
        payload.loans = Some(Loans { count: 1, open: 0, cumulative: None, outstanding: None });
        payload.audience = Some(330_100);
    }
    if kind == CertificateType::Summary {
        payload.status = None;
        payload.level = Some(2);
        payload.expires = ISSUED + 120;
    }
    payload
}

fn certificate(kind: CertificateType) -> String {
    text(Kind::Certificate, &seal(&key(1), Kind::Certificate, payload(kind).encode().unwrap()).encode())
}

fn vector(name: &str, text: String, expect: Verdict) -> Vector {
    Vector {
        name: name.into(),
        text,
        now: NOW,
        expect: expect.code().into(),
        status_value: None,
        verifier_aud: None,
        keys_override: None,
    }
}

/// The signed map with one entry added.
fn extended(key_number: u64) -> String {
    let bytes = payload(CertificateType::Contribution).encode().unwrap();
    let Ok(Value::Map(mut entries)) = domain::certificate::cbor::decode(&bytes) else { panic!("not a map") };
    entries.push((Value::Uint(key_number), Value::Uint(1)));
    text(Kind::Certificate, &seal(&key(1), Kind::Certificate, Value::Map(entries).encode()).encode())
}

fn keys(state: KeyState) -> std::collections::BTreeMap<String, VectorKey> {
    let hex = |bytes: &[u8]| bytes.iter().map(|b| format!("{b:02x}")).collect::<String>();
    let entry = |seed, usage, state| {
        let public = public(&key(seed));
        VectorKey { alg: -7, kid: hex(&trust::kid(&public)), public: hex(&public), usage, state }
    };
    [
        ("cert".to_owned(), entry(1, KeyUseName::Cert, state)),
        ("live".to_owned(), entry(2, KeyUseName::Live, KeyState::Active)),
    ]
    .into()
}

fn own_vectors() -> VectorFile {
    let good = certificate(CertificateType::Contribution);
    let out_of_town = certificate(CertificateType::OutOfTown);
    let summary = payload(CertificateType::Summary).encode().unwrap();
    let live = text(Kind::Live, &seal(&key(2), Kind::Live, summary.clone()).encode());
    let mut edited =
        seal(&key(1), Kind::Certificate, payload(CertificateType::Contribution).encode().unwrap());
    let last = edited.payload.len() - 1;
    edited.payload[last] ^= 1;
    let stranger = seal(&key(9), Kind::Certificate, payload(CertificateType::Contribution).encode().unwrap());
    let disguised = seal(&key(1), Kind::Live, payload(CertificateType::Contribution).encode().unwrap());
    let cut = good[..good.len() - 1].to_owned();
    let mut vectors = vec![
        vector("ok/contribution", good.clone(), Verdict::Valid),
        vector("ok/out-of-town", out_of_town.clone(), Verdict::Valid),
        vector("ok/settled", certificate(CertificateType::Settled), Verdict::Valid),
        Vector { now: ISSUED, ..vector("ok/live", live.clone(), Verdict::Valid) },
        Vector { now: ISSUED + 181, ..vector("live/late", live, Verdict::Expired) },
        vector(
            "live/signed-by-certificate-key",
            text(Kind::Live, &seal(&key(1), Kind::Live, summary).encode()),
            Verdict::UnknownKey,
        ),
        vector("wedge/upper-case", good.to_uppercase(), Verdict::Valid),
        vector("wedge/cut", cut, Verdict::ScanIncomplete),
        vector("foreign/address", "https://qr.example.com/abc".into(), Verdict::NotOurs),
        vector("envelope/kind-7", good.replace("#1", "#7"), Verdict::UnsupportedVersion),
        vector("signature/edited", text(Kind::Certificate, &edited.encode()), Verdict::SignatureInvalid),
        vector(
            "signature/other-context",
            text(Kind::Certificate, &disguised.encode()),
            Verdict::SignatureInvalid,
        ),
        vector("key/unknown", text(Kind::Certificate, &stranger.encode()), Verdict::UnknownKey),
        vector("schema/critical-key-40", extended(40), Verdict::UnsupportedVersion),
        vector("schema/ignorable-key-70", extended(70), Verdict::Valid),
        vector("schema/forbidden-key-20", extended(20), Verdict::Malformed),
        Vector { now: ISSUED - 301, ..vector("time/early", good.clone(), Verdict::NotYetValid) },
        Vector { now: EXPIRES, ..vector("time/last-second", good.clone(), Verdict::Valid) },
        Vector { now: EXPIRES + 1, ..vector("time/late", good.clone(), Verdict::Expired) },
        Vector {
            verifier_aud: Some(440_100),
            ..vector("audience/other", out_of_town, Verdict::AudienceMismatch)
        },
        Vector {
            keys_override: Some(keys(KeyState::Compromised)),
            ..vector("key/compromised", good.clone(), Verdict::KeyCompromised)
        },
    ];
    let statuses = [
        (Some(1), Verdict::Revoked),
        (Some(2), Verdict::Suspended),
        (Some(3), Verdict::Superseded),
        (None, Verdict::StatusUnknown),
    ];
    for (value, verdict) in statuses {
        let name = format!("status/{}", verdict.code().to_lowercase());
        vectors.push(Vector { status_value: Some(value), ..vector(&name, good.clone(), verdict) });
    }
    VectorFile { keys: keys(KeyState::Active), vectors }
}

/// Every vector passes; only signatures of suites left out may be skipped.
fn assert_passes(file: &VectorFile, skips_allowed: bool) {
    assert!(!file.vectors.is_empty());
    for (vector, result) in run(file) {
        let fine = match result {
            VectorResult::Passed => true,
            VectorResult::Skipped(_) => skips_allowed,
            VectorResult::Failed(_) => false,
        };
        assert!(fine, "{}: {result:?}, expected {}", vector.name, vector.expect);
    }
}

fn here() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

#[test]
fn our_own_vectors_are_the_committed_ones_and_pass() {
    let path = here().join("tests/certificates.json");
    let made = serde_json::to_string_pretty(&own_vectors()).unwrap() + "\n";
    if std::env::var_os("ANJU_REWRITE_VECTORS").is_some() {
        std::fs::write(&path, &made).unwrap();
    }
    let committed = std::fs::read_to_string(&path).unwrap();
    assert!(
        made == committed,
        "the format changed: run again with ANJU_REWRITE_VECTORS=1 and look at the difference"
    );
    assert_passes(&serde_json::from_str(&committed).unwrap(), false);
}

#[test]
fn shared_vectors_pass() {
    let shared: PathBuf = here().join("../../../shared/vectors/certificates.json");
    let Ok(text) = std::fs::read_to_string(&shared) else {
        eprintln!("no shared vectors beside the repository; our own were run");
        return;
    };
    assert_passes(&serde_json::from_str(&text).unwrap(), true);
}

fn trust_list() -> TrustList {
    let key = |seed, usage| TrustedKey::new(Algorithm::Es256, public(&key(seed)), usage, vec![]);
    TrustList { keys: vec![key(1, KeyUse::Certificate), key(2, KeyUse::Live)], made: None }
}

fn verdict_of(text: &str) -> Verdict {
    verify(text, &trust_list(), NOW, None, |_| StatusAnswer::Fresh(Status::Good)).verdict
}

/// A small generator so that a failure repeats; quality does not matter here.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % sides
    }
}

/// The checksum is made right again after each change, so the deeper layers meet every one of them.
#[test]
fn no_mutation_of_ten_thousand_is_valid() {
    let message =
        seal(&key(1), Kind::Certificate, payload(CertificateType::OutOfTown).encode().unwrap()).encode();
    assert_eq!(verdict_of(&text(Kind::Certificate, &message)), Verdict::Valid, "the unchanged message");
    let mut dice = Dice(20_261_121);
    let mut seen = std::collections::BTreeMap::new();
    for bit in 0..message.len() * 8 {
        let mut changed = message.clone();
        changed[bit / 8] ^= 1 << (bit % 8);
        *seen.entry(verdict_of(&text(Kind::Certificate, &changed)).code()).or_insert(0) += 1;
    }
    for _ in 0..8_200 {
        let mut changed = message.clone();
        for _ in 0..=dice.roll(3) {
            let at = dice.roll(changed.len());
            match dice.roll(4) {
                0 => changed[at] = dice.roll(256) as u8,
                1 => changed.insert(at, dice.roll(256) as u8),
                2 => drop(changed.remove(at)),
                _ => {
                    let from = dice.roll(changed.len());
                    changed.swap(at, from);
                }
            }
        }
        if changed != message {
            *seen.entry(verdict_of(&text(Kind::Certificate, &changed)).code()).or_insert(0) += 1;
        }
    }
    println!("{seen:?}");
    assert!(!seen.keys().any(|code| code.starts_with("VALID") || *code == "SCAN_INCOMPLETE"), "{seen:?}");
}

#[test]
fn what_cannot_be_shown_is_never_signed() {
    let good = payload(CertificateType::Contribution);
    let spoil: [fn(&mut Payload); 8] = [
        |p| p.name = "é\u{302}\u{202E}".into(),
        |p| p.name = "中".repeat(31),
        |p| p.id_tail = "12x4".into(),
        |p| p.account = None,
        |p| p.balance = Some(Fen::new(-1)),
        |p| p.org = 1,
        |p| p.status = None,
        |p| p.expires = p.issued - 1,
    ];
    assert!(good.encode().is_ok());
    for (case, spoil) in spoil.iter().enumerate() {
        let mut bad = good.clone();
        spoil(&mut bad);
        assert!(bad.encode().is_err(), "case {case}");
    }
}

#[test]
fn keys_speak_only_for_their_centre_and_time() {
    let text = certificate(CertificateType::Contribution);
    let check = |limit: fn(&mut TrustedKey)| {
        let mut trust = trust_list();
        limit(&mut trust.keys[0]);
        verify(&text, &trust, NOW, None, |_| StatusAnswer::Kept(Status::Good)).verdict
    };
    assert_eq!(check(|key| key.orgs = vec![350_500]), Verdict::ValidOffline);
    assert_eq!(check(|key| key.orgs = vec![440_100]), Verdict::UnknownKey);
    assert_eq!(check(|key| key.not_before = Some(ISSUED + 301)), Verdict::UnknownKey);
    assert_eq!(check(|key| key.sign_until = Some(ISSUED - 301)), Verdict::UnknownKey);
    assert_eq!(check(|key| key.state = KeyState::Retired), Verdict::ValidOffline);
    let early = TrustList { made: Some(NOW + 1), ..trust_list() };
    assert_eq!(verify(&text, &early, NOW, None, |_| StatusAnswer::Unknown).verdict, Verdict::ClockSuspect);
}

/// Two keys with one identifier: the message is tried against both.
#[test]
fn a_shared_key_identifier_is_only_a_hint() {
    let text = certificate(CertificateType::Contribution);
    let mut trust = trust_list();
    let kid = trust.keys[0].kid;
    trust.keys.insert(
        0,
        TrustedKey { kid, ..TrustedKey::new(Algorithm::Es256, public(&key(7)), KeyUse::Certificate, vec![]) },
    );
    assert_eq!(
        verify(&text, &trust, NOW, None, |_| StatusAnswer::Fresh(Status::Good)).verdict,
        Verdict::Valid
    );
}
