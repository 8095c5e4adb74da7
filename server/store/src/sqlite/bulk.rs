//! Many rows at once into SQLite: long inserts of five hundred rows, their values bound.

use domain::observation::RecordKey;
use sqlx::{AssertSqlSafe, Row, SqliteConnection};

use crate::{
    StoreError,
    figures::accumulate::{CellAddress, NewCell, StoredRecord, record_key},
};

/// Records that are compared and written at once.
pub const RECORDS: usize = 500;
/// Cells that are merged and written at once.
pub const CELLS: usize = 500;

/// `(?,?),(?,?)…`. Anonymous: SQLite looks numbered names up one by one, which makes a long insert quadratic.
fn marks(rows: usize, columns: usize) -> String {
    let row = format!("({})", vec!["?"; columns].join(","));
    vec![row; rows].join(",")
}

/// The records of a source that are stored under some keys.
pub async fn stored_records(
    connection: &mut SqliteConnection,
    source: i16,
    keys: &[RecordKey],
) -> Result<Vec<StoredRecord>, StoreError> {
    let sql = format!("select key, content from record where source = ? and key in {}", marks(1, keys.len()));
    let mut query = sqlx::query(AssertSqlSafe(sql)).bind(source);
    for key in keys {
        query = query.bind(key.as_slice());
    }
    let rows = query.fetch_all(connection).await?;
    rows.iter().map(|row| Ok((record_key(row.try_get(0)?)?, row.try_get(1)?))).collect()
}

/// Writes records, over those with the same keys. `is_first`: the source has none yet.
pub async fn put_records(
    connection: &mut SqliteConnection,
    source: i16,
    rows: &[(RecordKey, &[u8])],
    _is_first: bool,
) -> Result<(), StoreError> {
    let sql = format!(
        "insert into record (source, key, content) values {} on conflict (source, key) do update set content = excluded.content",
        marks(rows.len(), 3)
    );
    let mut query = sqlx::query(AssertSqlSafe(sql));
    for (key, content) in rows {
        query = query.bind(source).bind(key.as_slice()).bind(*content);
    }
    query.execute(connection).await?;
    Ok(())
}

/// Sketches that are stored at some addresses, as bytes.
pub async fn stored_sketches(
    connection: &mut SqliteConnection,
    addresses: &[CellAddress],
) -> Result<Vec<(CellAddress, Vec<u8>)>, StoreError> {
    let sql = format!(
        "select series_id, grain, period, sketch from observation where sketch is not null \
         and (series_id, grain, period) in (values {})",
        marks(addresses.len(), 3)
    );
    let mut query = sqlx::query(AssertSqlSafe(sql));
    for address in addresses {
        query = query.bind(address.0).bind(address.1).bind(address.2);
    }
    let rows = query.fetch_all(connection).await?;
    rows.iter()
        .map(|row| Ok(((row.try_get(0)?, row.try_get(1)?, row.try_get(2)?), row.try_get(3)?)))
        .collect()
}

/// Adds sums and counts to cells, and replaces their sketches. `are_new`: none of their series was stored before this load.
pub async fn add_cells(
    connection: &mut SqliteConnection,
    cells: &[NewCell],
    _are_new: bool,
) -> Result<(), StoreError> {
    let sql = format!(
        "insert into observation (series_id, grain, period, sum, count, sketch) values {} \
         on conflict (series_id, grain, period) do update set sum = observation.sum + excluded.sum, \
         count = observation.count + excluded.count, sketch = coalesce(excluded.sketch, observation.sketch)",
        marks(cells.len(), 6)
    );
    let mut query = sqlx::query(AssertSqlSafe(sql));
    for NewCell { address, delta, sketch } in cells {
        query = query
            .bind(address.0)
            .bind(address.1)
            .bind(address.2)
            .bind(delta.sum)
            .bind(delta.count)
            .bind(sketch.as_deref());
    }
    query.execute(connection).await?;
    Ok(())
}
