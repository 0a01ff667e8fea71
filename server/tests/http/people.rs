//! People who have signed in, and what they have.

use crate::support::{Answer, Portal, ask, form_to};
use axum::body::Body;
use domain::{
    AccountNo, ContributionRate, Fen, Month,
    account::{AccountKind, PaidMonths},
};
use http::{Method, header};
use service::{actor::Actor, certificate};
use sha2::{Digest, Sha256};
use store::{account, session, staff::Role};

/// Somebody with an open session.
pub struct Visitor {
    pub token: String,
    pub cookie: String,
}

impl Portal {
    /// A contributor with ten paid months.
    pub async fn contributor(&self) -> Visitor {
        let person_id = self.test.person("11010519491231002X", "林秀芳").await;
        let (number, rate, monthly) =
            (AccountNo::of(1, 1).unwrap(), ContributionRate::from_bp(1200), Fen::from_yuan(1200));
        let new = account::NewAccount {
            number: &number,
            person_id: &person_id,
            unit_id: None,
            kind: AccountKind::Flex,
            opened_on: self.test.ctx.today(),
            terms: account::Terms {
                base: Fen::from_yuan(10_000),
                unit_rate: rate,
                personal_rate: rate,
                unit_monthly: monthly,
                personal_monthly: monthly,
            },
        };
        let month = |m| Month::new(2026, m).unwrap();
        let months =
            PaidMonths { first: Some(month(1)), through: Some(month(10)), consecutive: 10, total: 10 };
        store::write!(self.test.ctx.store, "test", |tx| {
            account::insert(&mut tx, &new).await?;
            account::months_set(&mut tx, &number, months).await
        })
        .unwrap();
        self.session("member", &person_id).await
    }

    pub async fn staff(&self, role: Role) -> Visitor {
        let staff_id = self.test.staff(role.code(), "110105194912310038", role).await.0;
        self.session(role.code(), &staff_id).await
    }

    async fn session(&self, role: &str, subject: &str) -> Visitor {
        let token = format!("{:0>64}", role.len());
        let now = self.test.ctx.now();
        let row = session::Session {
            token_hash: Sha256::digest(token.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect(),
            role: role.into(),
            subject_id: Some(subject.into()),
            created: now,
            seen: now,
            expires: now.plus_ms(60_000),
        };
        store::write!(self.test.ctx.store, "test", |tx| session::insert(&mut tx, &row).await).unwrap();
        Visitor { cookie: format!("session={token}"), token }
    }

    pub async fn get_as(&self, who: &Visitor, path: &str) -> Answer {
        let request = ask(Method::GET, path).header(header::COOKIE, &who.cookie);
        self.send(request.body(Body::empty()).unwrap()).await
    }

    pub async fn post_as(&self, who: &Visitor, path: &str, form: &str) -> Answer {
        let request =
            form_to(path).header(header::COOKIE, &who.cookie).header("sec-fetch-site", "same-origin");
        self.send(request.body(Body::from(form.to_owned())).unwrap()).await
    }

    /// The digits of a certificate that the contributor has just made.
    pub async fn certificate(&self, who: &Visitor) -> String {
        let ctx = &self.test.ctx;
        let actor = service::session::resolve(ctx, Some(&who.token)).await.unwrap();
        let Actor::Member(member) = actor else { panic!("{actor:?}") };
        let id = certificate::issue(ctx, &member, "018f0000-0000-7000-8000-000000000001").await.unwrap();
        let own = certificate::find_own(ctx, &member, &id).await.unwrap().unwrap().0;
        app::actions::certificate::segment(&own.link)
    }
}
