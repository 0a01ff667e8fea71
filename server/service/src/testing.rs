//! A context for tests: a fresh database, a clock that stands still, repeatable randomness.

use crate::{
    Ctx, Setup,
    actor::{Actor, Member},
    centre::Centre,
    certificate::Signer,
    clock::FixedClock,
    ids::SeededRandomness,
    people::{self, NewPerson},
    seal::Seal,
    second_factor::Secret,
    staff::{self, NewStaff, Role},
};
use domain::{IdNumber, PersonName, text::hex};
use sha2::{Digest, Sha256};
use std::{future::Future, sync::Arc, task::Poll, time::Duration};
pub use store::testing::NOW;
use store::{
    Engine, session,
    testing::{TestStore, a_session},
};

/// The password of everyone whom [`TestCtx`] adds.
pub const PASSWORD: &str = "river-otter-42";

/// Long enough for a busy machine; reached only by a test that fails.
const PATIENCE: Duration = Duration::from_secs(20);

pub struct TestCtx {
    pub ctx: Ctx,
    pub clock: Arc<FixedClock>,
    /// Keeps the database alive.
    pub db: TestStore,
}

impl TestCtx {
    /// On SQLite.
    pub async fn new() -> TestCtx {
        TestCtx::on(Engine::Sqlite).await
    }

    pub async fn on(engine: Engine) -> TestCtx {
        let db = TestStore::new(engine).await;
        let clock = Arc::new(FixedClock::at(NOW));
        let centre = Centre {
            city: "quanzhou".into(),
            name_zh: "泉州市住房公积金中心".into(),
            name_en: "Quanzhou Housing Provident Fund Centre".into(),
            org: 350_500,
            host: "localhost".into(),
            demo: true,
        };
        let setup = Setup {
            store: db.store.clone(),
            clock: clock.clone(),
            randomness: Arc::new(SeededRandomness::new(7)),
            seal: Seal::from_bytes(&[7; 64]).expect("64 bytes"),
            signer: Signer::fresh(&SeededRandomness::new(9)).expect("a key"),
            centre,
        };
        TestCtx { ctx: Ctx::new(setup), clock, db }
    }

    /// Asks as a phone does that loses its connection: drops `asked` in the moment in which its command is under way,
    /// does `then`, and waits for the command.
    pub async fn lose_connection<T>(&self, asked: impl Future<Output = T>, then: impl Future<Output = ()>) {
        {
            let mut asked = std::pin::pin!(asked);
            let under_way = std::future::poll_fn(|cx| {
                let answered = asked.as_mut().poll(cx).is_ready();
                match self.ctx.under_way() {
                    0 if answered => Poll::Ready(false),
                    0 => Poll::Pending,
                    _ => Poll::Ready(!answered),
                }
            });
            let under_way = tokio::time::timeout(PATIENCE, under_way).await;
            assert_eq!(under_way, Ok(true), "the command was never on its own");
        }
        then.await;
        self.ctx.finish().await;
    }

    /// A person who can sign in with [`PASSWORD`]; answers the person's id.
    pub async fn person(&self, id: &str, name: &str) -> String {
        let id = IdNumber::parse(id).expect("an identity number");
        let name = PersonName::parse(name).expect("a name");
        let person = people::create(&self.ctx, &NewPerson { name: &name, id: &id, mobile: None }).await;
        let person = person.expect("the person is added");
        people::set_password(&self.ctx, &person, PASSWORD, &[]).await.expect("the password is set");
        person
    }

    /// Who has a session of this role and id; the sign-in itself has its own tests.
    pub async fn signed_in(&self, role: &str, subject_id: &str) -> Actor {
        let token = hex(&Sha256::digest(format!("{role} {subject_id}")));
        let row = a_session(&token, role, subject_id, self.ctx.now());
        let opened = store::write!(self.ctx.store, "test", |tx| session::insert(&mut tx, &row).await);
        opened.expect("the session is opened");
        crate::session::resolve(&self.ctx, Some(&token)).await.expect("the session is known")
    }

    /// The same for a contributor.
    pub async fn member(&self, person_id: &str) -> Member {
        match self.signed_in("member", person_id).await {
            Actor::Member(member) => member,
            other => panic!("{other:?}"),
        }
    }

    /// A member of staff who can sign in with [`PASSWORD`] and codes of the answered secret.
    pub async fn staff(&self, login: &str, id: &str, role: Role) -> (String, Secret) {
        let id = IdNumber::parse(id).expect("an identity number");
        let name = PersonName::parse("陈静").expect("a name");
        let secret = Secret::mint(&self.ctx);
        let new = NewStaff { login, name: &name, id: &id, role };
        let staff = staff::add(&self.ctx, &new, PASSWORD, &secret).await.expect("staff is added");
        (staff, secret)
    }
}
