//! Certificates as issued, their place in the status lists, and who looked at them.

use crate::{Conn, Error, row::Reader};
use domain::{Timestamp, certificate::CertificateId};

/// An issued certificate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Certificate {
    pub id: CertificateId,
    pub request_id: String,
    pub person_id: String,
    pub account_no: String,
    /// Hex of the SHA-256 of the signed bytes.
    pub payload_hash: String,
    /// The text of the QR code after `#`.
    pub digits: String,
    /// The drawn QR code, in the form of `service::certificate::symbol`.
    pub symbol: String,
    pub issued: Timestamp,
    pub expires: Timestamp,
    pub place: Place,
    /// 0 good, 1 revoked, 2 suspended, 3 superseded.
    pub status: u8,
}

/// A list and an index in it; no two certificates share one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    pub list: u32,
    pub index: u32,
}

/// One look at a certificate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Look {
    pub id: String,
    pub certificate: CertificateId,
    pub at: Timestamp,
    /// `scan`, `photo` or `number`.
    pub channel: String,
    /// Absent when someone outside the centre looked.
    pub staff_id: Option<String>,
    /// Code of the verdict shown.
    pub verdict: String,
}

pub async fn insert(conn: &mut Conn, new: &Certificate) -> Result<(), Error> {
    sqlx::query(
        "insert into certificate (id, request_id, person_id, account_no, kind, payload_hash, digits, symbol,
                                  issued_ms, expires_ms, status_list, status_index)
         values ($1, $2, $3, $4, 'contribution', $5, $6, $7, $8, $9, $10, $11)",
    )
    .bind(new.id.hex())
    .bind(&new.request_id)
    .bind(&new.person_id)
    .bind(&new.account_no)
    .bind(&new.payload_hash)
    .bind(&new.digits)
    .bind(&new.symbol)
    .bind(new.issued.ms())
    .bind(new.expires.ms())
    .bind(i64::from(new.place.list))
    .bind(i64::from(new.place.index))
    .execute(conn)
    .await?;
    Ok(())
}

macro_rules! select_certificate {
    ($tail:literal) => {
        concat!(
            "select id, request_id, person_id, account_no, payload_hash, digits, symbol, issued_ms, expires_ms,
                    status_list, status_index, status
               from certificate ",
            $tail
        )
    };
}

pub async fn find(conn: &mut Conn, id: &CertificateId) -> Result<Option<Certificate>, Error> {
    let row = sqlx::query(select_certificate!("where id = $1")).bind(id.hex()).fetch_optional(conn).await?;
    row.as_ref().map(certificate).transpose()
}

/// What the same form made before.
pub async fn find_by_request(
    conn: &mut Conn,
    person_id: &str,
    request_id: &str,
) -> Result<Option<Certificate>, Error> {
    let row = sqlx::query(select_certificate!("where person_id = $1 and request_id = $2"))
        .bind(person_id)
        .bind(request_id)
        .fetch_optional(conn)
        .await?;
    row.as_ref().map(certificate).transpose()
}

/// A person's certificates, newest first, at most `limit`.
pub async fn list(conn: &mut Conn, person_id: &str, limit: i64) -> Result<Vec<Certificate>, Error> {
    let rows = sqlx::query(select_certificate!("where person_id = $1 order by issued_ms desc, id limit $2"))
        .bind(person_id)
        .bind(limit)
        .fetch_all(conn)
        .await?;
    rows.iter().map(certificate).collect()
}

/// Certificates of a person issued at or after `since`.
pub async fn count_since(conn: &mut Conn, person_id: &str, since: Timestamp) -> Result<i64, Error> {
    let row = sqlx::query("select count(*) as n from certificate where person_id = $1 and issued_ms >= $2")
        .bind(person_id)
        .bind(since.ms())
        .fetch_one(conn)
        .await?;
    Reader::new("certificate", &row).int("n")
}

/// The newest status list and how many places in it are taken; list 1 with none when nothing was issued.
pub async fn newest_list(conn: &mut Conn) -> Result<(u32, i64), Error> {
    let row = sqlx::query(
        "select coalesce(max(status_list), 1) as list, count(*) as taken
           from certificate where status_list = (select max(status_list) from certificate)",
    )
    .fetch_one(conn)
    .await?;
    let row = Reader::new("certificate", &row);
    Ok((small(row.int("list")?, "status_list")?, row.int("taken")?))
}

pub async fn place_is_taken(conn: &mut Conn, place: Place) -> Result<bool, Error> {
    let row =
        sqlx::query("select count(*) as n from certificate where status_list = $1 and status_index = $2")
            .bind(i64::from(place.list))
            .bind(i64::from(place.index))
            .fetch_one(conn)
            .await?;
    Ok(Reader::new("certificate", &row).int("n")? > 0)
}

/// Index and status of every certificate in a list that is not good.
pub async fn statuses(conn: &mut Conn, list: u32) -> Result<Vec<(u32, u8)>, Error> {
    let rows =
        sqlx::query("select status_index, status from certificate where status_list = $1 and status <> 0")
            .bind(i64::from(list))
            .fetch_all(conn)
            .await?;
    rows.iter()
        .map(|row| {
            let row = Reader::new("certificate", row);
            Ok((small(row.int("status_index")?, "status_index")?, small(row.int("status")?, "status")?))
        })
        .collect()
}

/// Sets the status; false when there is no such certificate.
pub async fn status_set(
    conn: &mut Conn,
    id: &CertificateId,
    status: u8,
    at: Timestamp,
) -> Result<bool, Error> {
    let updated = sqlx::query("update certificate set status = $1, status_ms = $2 where id = $3")
        .bind(i64::from(status))
        .bind(at.ms())
        .bind(id.hex())
        .execute(conn)
        .await?;
    Ok(updated.rows_affected() == 1)
}

pub async fn look_insert(conn: &mut Conn, look: &Look) -> Result<(), Error> {
    sqlx::query(
        "insert into certificate_look (id, certificate_id, at_ms, channel, staff_id, verdict)
         values ($1, $2, $3, $4, $5, $6)",
    )
    .bind(&look.id)
    .bind(look.certificate.hex())
    .bind(look.at.ms())
    .bind(&look.channel)
    .bind(look.staff_id.as_deref())
    .bind(&look.verdict)
    .execute(conn)
    .await?;
    Ok(())
}

/// Looks at a certificate, newest first, at most `limit`.
pub async fn looks(conn: &mut Conn, id: &CertificateId, limit: i64) -> Result<Vec<Look>, Error> {
    let rows = sqlx::query(
        "select id, certificate_id, at_ms, channel, staff_id, verdict
           from certificate_look where certificate_id = $1 order by at_ms desc, id desc limit $2",
    )
    .bind(id.hex())
    .bind(limit)
    .fetch_all(conn)
    .await?;
    rows.iter()
        .map(|row| {
            let row = Reader::new("certificate_look", row);
            Ok(Look {
                id: row.text("id")?,
                certificate: row.required("certificate_id", CertificateId::from_hex)?,
                at: row.time("at_ms")?,
                channel: row.text("channel")?,
                staff_id: row.maybe_text("staff_id")?,
                verdict: row.text("verdict")?,
            })
        })
        .collect()
}

fn certificate(row: &sqlx::any::AnyRow) -> Result<Certificate, Error> {
    let row = Reader::new("certificate", row);
    Ok(Certificate {
        id: row.required("id", CertificateId::from_hex)?,
        request_id: row.text("request_id")?,
        person_id: row.text("person_id")?,
        account_no: row.text("account_no")?,
        payload_hash: row.text("payload_hash")?,
        digits: row.text("digits")?,
        symbol: row.text("symbol")?,
        issued: row.time("issued_ms")?,
        expires: row.time("expires_ms")?,
        place: Place {
            list: small(row.int("status_list")?, "status_list")?,
            index: small(row.int("status_index")?, "status_index")?,
        },
        status: small(row.int("status")?, "status")?,
    })
}

fn small<T: TryFrom<i64>>(value: i64, column: &'static str) -> Result<T, Error> {
    T::try_from(value).map_err(|_| Error::Inconsistent {
        table: "certificate",
        column,
        key: value.to_string(),
    })
}
