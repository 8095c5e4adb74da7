//! Many rows at once into Postgres: a binary COPY into a table of the transaction's own, then one statement for all of them.

use domain::observation::RecordKey;
use sqlx::{PgConnection, Row};

use super::copy::{Copy, Value};
use crate::{
    StoreError,
    figures::accumulate::{CellAddress, NewCell, StoredRecord, record_key},
};

/// Records that are compared and written at once: the planner joins them with what is stored, whatever their number.
pub const RECORDS: usize = 100_000;
/// Cells that are merged and written at once.
pub const CELLS: usize = 100_000;

/// Makes a table of this transaction's own, or empties it; the planner has to know that it is not large or small by chance.
async fn emptied(
    connection: &mut PgConnection,
    create: &'static str,
    empty: &'static str,
) -> Result<(), StoreError> {
    sqlx::query(create).execute(&mut *connection).await?;
    sqlx::query(empty).execute(connection).await?;
    Ok(())
}

/// The records of a source that are stored under some keys.
pub async fn stored_records(
    connection: &mut PgConnection,
    source: i16,
    keys: &[RecordKey],
) -> Result<Vec<StoredRecord>, StoreError> {
    let create = "create temporary table if not exists load_key (key bytea not null) on commit drop";
    emptied(connection, create, "truncate load_key").await?;
    let mut copy = Copy::begin(connection, "copy load_key (key) from stdin (format binary)").await?;
    for key in keys {
        copy.row(&[Value::Bytes(key)]).await?;
    }
    copy.finish().await?;
    sqlx::query("analyze load_key").execute(&mut *connection).await?;
    let sql = "select r.key, r.content from load_key k join record r on r.source = $1 and r.key = k.key";
    let rows = sqlx::query(sql).bind(source).fetch_all(connection).await?;
    rows.iter().map(|row| Ok((record_key(row.try_get(0)?)?, row.try_get(1)?))).collect()
}

/// Writes records, over those with the same keys. `is_first`: the source has none yet.
pub async fn put_records(
    connection: &mut PgConnection,
    source: i16,
    rows: &[(RecordKey, &[u8])],
    is_first: bool,
) -> Result<(), StoreError> {
    let into = if is_first {
        "copy record (source, key, content) from stdin (format binary)"
    } else {
        let create = "create temporary table if not exists load_record \
            (source smallint not null, key bytea not null, content bytea not null) on commit drop";
        emptied(connection, create, "truncate load_record").await?;
        "copy load_record (source, key, content) from stdin (format binary)"
    };
    let mut copy = Copy::begin(connection, into).await?;
    for (key, content) in rows {
        copy.row(&[Value::Small(source), Value::Bytes(key), Value::Bytes(content)]).await?;
    }
    copy.finish().await?;
    if !is_first {
        let sql = "insert into record (source, key, content) select source, key, content from load_record \
            on conflict (source, key) do update set content = excluded.content";
        sqlx::query(sql).execute(connection).await?;
    }
    Ok(())
}

/// Sketches that are stored at some addresses, as bytes.
pub async fn stored_sketches(
    connection: &mut PgConnection,
    addresses: &[CellAddress],
) -> Result<Vec<(CellAddress, Vec<u8>)>, StoreError> {
    let create = "create temporary table if not exists load_address \
        (series_id integer not null, grain smallint not null, period integer not null) on commit drop";
    emptied(connection, create, "truncate load_address").await?;
    let into = "copy load_address (series_id, grain, period) from stdin (format binary)";
    let mut copy = Copy::begin(connection, into).await?;
    for address in addresses {
        copy.row(&[Value::Integer(address.0), Value::Small(address.1), Value::Integer(address.2)]).await?;
    }
    copy.finish().await?;
    sqlx::query("analyze load_address").execute(&mut *connection).await?;
    let sql = "select o.series_id, o.grain, o.period, o.sketch from load_address \
        join observation o using (series_id, grain, period) where o.sketch is not null";
    let rows = sqlx::query(sql).fetch_all(connection).await?;
    rows.iter()
        .map(|row| Ok(((row.try_get(0)?, row.try_get(1)?, row.try_get(2)?), row.try_get(3)?)))
        .collect()
}

/// Adds sums and counts to cells, and replaces their sketches. `are_new`: none of their series was stored before this load.
pub async fn add_cells(
    connection: &mut PgConnection,
    cells: &[NewCell],
    are_new: bool,
) -> Result<(), StoreError> {
    let into = if are_new {
        "copy observation (series_id, grain, period, sum, count, sketch) from stdin (format binary)"
    } else {
        let create = "create temporary table if not exists load_cell (series_id integer not null, \
            grain smallint not null, period integer not null, sum double precision not null, \
            count bigint not null, sketch bytea) on commit drop";
        emptied(connection, create, "truncate load_cell").await?;
        "copy load_cell (series_id, grain, period, sum, count, sketch) from stdin (format binary)"
    };
    let mut copy = Copy::begin(connection, into).await?;
    for NewCell { address, delta, sketch } in cells {
        let sketch = sketch.as_deref().map_or(Value::Null, Value::Bytes);
        let (series, grain, period) =
            (Value::Integer(address.0), Value::Small(address.1), Value::Integer(address.2));
        copy.row(&[series, grain, period, Value::Double(delta.sum), Value::Big(delta.count), sketch]).await?;
    }
    copy.finish().await?;
    if !are_new {
        let sql = "insert into observation (series_id, grain, period, sum, count, sketch) \
            select series_id, grain, period, sum, count, sketch from load_cell \
            on conflict (series_id, grain, period) do update set sum = observation.sum + excluded.sum, \
            count = observation.count + excluded.count, sketch = coalesce(excluded.sketch, observation.sketch)";
        sqlx::query(sql).execute(connection).await?;
    }
    Ok(())
}
