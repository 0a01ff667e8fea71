//! Staff (工作人员) of the centre: added and shut out by the operator, on the machine of the books.

pub use crate::new_login::NotAdded;
use crate::{Ctx, Fault, new_login::Credentials, people, second_factor::Secret};
use domain::{IdNumber, PersonName, Timestamp};
pub use store::staff::{Listed, Role};
use store::{Conn, audit, credential, staff as rows};

/// A member of staff to add.
#[derive(Clone, Copy, Debug)]
pub struct NewStaff<'a> {
    /// 3 to 32 of `a-z 0-9 . _ -`.
    pub login: &'a str,
    pub name: &'a PersonName,
    /// Only its keyed hash is kept, so that nobody handles an own case.
    pub id: &'a IdNumber,
    pub role: Role,
}

/// Adds a member of staff with password and second factor, or sets both anew where the same person has the login in
/// the same role, under the name given first; answers the id.
pub async fn add(ctx: &Ctx, new: &NewStaff<'_>, password: &str, secret: &Secret) -> Result<String, NotAdded> {
    let credentials = Credentials::prepare(ctx, new.login, new.id, password, secret).await?;
    let now = ctx.now();
    let row = rows::Staff {
        id: ctx.uuid(now),
        login: new.login.to_owned(),
        name: new.name.as_str().to_owned(),
        id_index: people::index_of(ctx, new.id),
        role: new.role,
        created: now,
    };
    store::write!(ctx.store, "staff.add", |tx| {
        rows::insert(&mut tx, &row).await?;
        let stored = rows::find_by_login(&mut tx, &row.login).await?;
        let stored = stored.ok_or(Fault::Invariant("a member of staff was inserted"))?;
        if (&stored.id_index, stored.role) != (&row.id_index, row.role) {
            return Err(NotAdded::LoginTaken);
        }
        credentials.store(&mut tx, &stored.id).await?;
        note(&mut tx, "staff.add", &stored.id, row.role.code(), now).await?;
        Ok::<_, NotAdded>(stored.id)
    })
}

/// Takes a member's access away at once; what was proposed, decided and signed stays. `false` when nobody has access
/// by this login.
pub async fn remove(ctx: &Ctx, login: &str) -> Result<bool, Fault> {
    let now = ctx.now();
    store::write!(ctx.store, "staff.remove", |tx| {
        let Some(staff) = rows::find_by_login(&mut tx, login).await? else { return Ok(false) };
        if !credential::remove(&mut tx, &staff.id).await? {
            return Ok(false);
        }
        store::session::remove_oldest(&mut tx, &staff.id, 0).await?;
        note(&mut tx, "staff.remove", &staff.id, staff.role.code(), now).await?;
        Ok::<_, Fault>(true)
    })
}

/// Everybody who ever was, by login, and who may sign in.
pub async fn list(ctx: &Ctx) -> Result<Vec<Listed>, Fault> {
    let mut conn = ctx.store.read().await?;
    Ok(rows::list(&mut conn).await?)
}

async fn note(tx: &mut Conn, action: &str, subject: &str, detail: &str, at: Timestamp) -> Result<(), Fault> {
    audit::append(tx, &audit::Event { at, actor: "operator", action, subject, detail }).await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        actor::Actor,
        session,
        sign_in::{self, Origin, StaffField},
        testing::{PASSWORD, TestCtx},
    };
    use domain::FormState;
    use std::net::{IpAddr, Ipv4Addr};
    use store::Engine;

    /// Leave the sessions in `store_password` or `remove`, and who was shut out goes on working.
    async fn who_is_given_a_new_password_or_removed_is_signed_out(engine: Engine) {
        let test = TestCtx::on(engine).await;
        let (name, id) = ("陈静", "350502198503070219");
        let (name, id) = (PersonName::parse(name).unwrap(), IdNumber::parse(id).unwrap());
        let new = NewStaff { login: "clerk1", name: &name, id: &id, role: Role::Counter };
        let secret = Secret::mint(&test.ctx);
        let own = add(&test.ctx, &new, PASSWORD, &secret).await.unwrap();
        let sign_in = async || {
            test.clock.advance_ms(60_000);
            let origin = Origin { address: IpAddr::V4(Ipv4Addr::LOCALHOST), device: None, session: None };
            let form = FormState::default()
                .with(StaffField::Login, "clerk1")
                .with(StaffField::Password, PASSWORD)
                .with(StaffField::Code, &secret.code_at(test.ctx.now()));
            sign_in::staff(&test.ctx, &origin, form).await.map(|done| done.session.token)
        };
        let actor = async |token: &str| session::resolve(&test.ctx, Some(token)).await.unwrap();
        let token = sign_in().await.unwrap();
        assert!(matches!(actor(&token).await, Actor::Clerk(_)));
        assert_eq!(add(&test.ctx, &new, PASSWORD, &secret).await.unwrap(), own, "the same person");
        assert_eq!(actor(&token).await, Actor::Stranger, "a new password");
        let token = sign_in().await.unwrap();
        for other in [
            NewStaff { role: Role::FirstReviewer, ..new },
            NewStaff { id: &IdNumber::parse("350502198203070217").unwrap(), ..new },
        ] {
            let refused = add(&test.ctx, &other, PASSWORD, &secret).await;
            assert!(matches!(refused, Err(NotAdded::LoginTaken)), "{refused:?}");
        }
        assert!(matches!(actor(&token).await, Actor::Clerk(_)), "nothing changed");
        assert!(remove(&test.ctx, "clerk1").await.unwrap());
        assert!(!remove(&test.ctx, "clerk1").await.unwrap());
        assert_eq!(actor(&token).await, Actor::Stranger);
        assert!(sign_in().await.is_err());
        let all = list(&test.ctx).await.unwrap();
        assert_eq!(
            all.iter().map(|one| (one.staff.id.clone(), one.active)).collect::<Vec<_>>(),
            [(own, false)]
        );
    }

    store::on_both_engines!(who_is_given_a_new_password_or_removed_is_signed_out);
}
