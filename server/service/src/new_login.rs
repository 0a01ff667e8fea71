//! Logins that the operator gives, on the machine of the books: to staff and to agents of units. Each comes with a
//! password and a second factor, and stays one person's.

use crate::{
    Ctx, Fault,
    password::PasswordHash,
    people::{self, is_login},
    second_factor::Secret,
};
use domain::{IdNumber, Problem, Timestamp};
use store::{Conn, credential};

/// Why a login is not given. Nothing has changed.
#[derive(Debug)]
pub enum NotAdded {
    NoUnit,
    /// The login is another person's, or the same person's in another role or for another unit.
    LoginTaken,
    /// With the login or the password.
    Problem(Problem),
    Fault(Fault),
}

impl<E: Into<Fault>> From<E> for NotAdded {
    fn from(error: E) -> Self {
        NotAdded::Fault(error.into())
    }
}

impl store::MaybeTransient for NotAdded {
    fn is_transient(&self) -> bool {
        matches!(self, NotAdded::Fault(fault) if fault.is_transient())
    }
}

/// What signs in with a login, hashed and sealed before the transaction that stores it.
pub(crate) struct Credentials {
    password: PasswordHash,
    totp_sealed: String,
    now: Timestamp,
}

impl Credentials {
    pub async fn prepare(
        ctx: &Ctx,
        login: &str,
        id: &IdNumber,
        password: &str,
        secret: &Secret,
    ) -> Result<Credentials, NotAdded> {
        if !is_login(login) {
            return Err(NotAdded::Problem(Problem::ForbiddenCharacter));
        }
        let password = people::hash_password(ctx, password, &[login, id.reveal()]).await?;
        let password = password.map_err(NotAdded::Problem)?;
        Ok(Credentials { password, totp_sealed: secret.seal(ctx)?, now: ctx.now() })
    }

    /// Gives them to the one who has the login; who is signed in with older ones is signed out.
    pub async fn store(&self, tx: &mut Conn, subject_id: &str) -> Result<(), Fault> {
        people::store_password(tx, subject_id, &self.password, self.now).await?;
        credential::set_totp(tx, subject_id, &self.totp_sealed, 0, self.now).await?;
        Ok(())
    }
}
