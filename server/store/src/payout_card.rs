//! The bank card to which a person's withdrawals are paid (收款卡).

use crate::{Conn, Error, row::Reader};
use domain::Timestamp;

/// A card in the person's own name; the number is sealed by the caller.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PayoutCard {
    pub sealed: String,
    /// Last four digits.
    pub tail: String,
    pub bank: String,
    /// When the bank confirmed the name.
    pub matched: Timestamp,
}

/// Keeps a person's card; there is one.
pub async fn card_put(conn: &mut Conn, person_id: &str, card: &PayoutCard) -> Result<(), Error> {
    sqlx::query(
        "insert into payout_card (person_id, card_sealed, card_tail, bank, matched_ms) values ($1, $2, $3, $4, $5)
         on conflict (person_id) do update
            set card_sealed = excluded.card_sealed, card_tail = excluded.card_tail, bank = excluded.bank,
                matched_ms = excluded.matched_ms",
    )
    .bind(person_id)
    .bind(&card.sealed)
    .bind(&card.tail)
    .bind(&card.bank)
    .bind(card.matched.ms())
    .execute(conn)
    .await?;
    Ok(())
}

pub async fn card_find(conn: &mut Conn, person_id: &str) -> Result<Option<PayoutCard>, Error> {
    let row =
        sqlx::query("select card_sealed, card_tail, bank, matched_ms from payout_card where person_id = $1")
            .bind(person_id)
            .fetch_optional(conn)
            .await?;
    row.as_ref()
        .map(|row| {
            let row = Reader::new("payout_card", row);
            Ok(PayoutCard {
                sealed: row.text("card_sealed")?,
                tail: row.text("card_tail")?,
                bank: row.text("bank")?,
                matched: row.time("matched_ms")?,
            })
        })
        .transpose()
}
