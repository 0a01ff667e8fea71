//! Whether the money of transfers is where their states say.

use crate::{Conn, Error, row::Reader};

/// Transfers whose money contradicts their state.
///
/// Of a transfer in: booked, and only then, by one row from suspense into the account, of the kind 08, with principal
/// and interest as the other centre said, and by a decision of two people. Of a transfer out: the account ended with it,
/// and stands ended unless it failed; principal and interest are those of its end; paid when the bank has credited.
pub async fn money_mismatched(conn: &mut Conn, suspense: &str) -> Result<Vec<String>, Error> {
    let rows = sqlx::query(
        "select x.number from city_transfer x
           left join ledger_transfer t on t.seq = x.seq
           left join city_transfer_proposal p on p.transfer_id = x.id and p.step = 'book' and p.state = 'done'
          where x.direction = 'in' and (
                (x.state = 'done') <> (t.seq is not null) or (x.state = 'done') <> (p.id is not null)
             or t.seq is not null and (t.kind <> 'post' or t.debit_account <> $1 or t.credit_account <> x.account_no
                or t.business_code <> '08' or t.amount_fen <> x.principal_fen + x.interest_fen
                or t.amount_fen <> p.amount_fen))
         union all
         select x.number from city_transfer x
           left join account_closing c on c.id = x.closing_id
           left join withdrawal_case w on w.id = c.case_id
          where x.direction = 'out' and (
                (x.state in ('info_reviewed', 'paid', 'done', 'failed')) 
                   <> coalesce(c.state = 'done' and c.transfer_id = x.id, false)
             or x.state in ('info_reviewed', 'paid', 'done', 'failed') and (c.id is null
                or c.account_no <> x.account_no or c.principal_fen <> x.principal_fen
                or c.interest_fen <> x.interest_fen
                or (x.state = 'failed') <> (c.reopened_ms is not null)
                or w.state is null or w.state <> case x.state when 'info_reviewed' then 'approved'
                                                      when 'failed' then 'pay_failed' else 'paid' end))
          order by 1",
    )
    .bind(suspense)
    .fetch_all(conn)
    .await?;
    rows.iter().map(|row| Reader::new("city_transfer", row).text("number")).collect()
}
