//! One load: one transaction, from the first row to the run that tells of it.

use domain::{
    observation::{RecordKey, SourceRow},
    sketch::Sketch,
    source::{Run, Source},
};
use rustc_hash::FxHashMap;
use sqlx::{AssertSqlSafe, Row, Transaction};

use super::{
    super::{ANNOUNCE, BATCH, BEGIN, Db, LOCK, placeholder},
    Body,
    release::mark_stale,
    statistics::stored_series,
};
use crate::{
    RunEntry, StoreError,
    accumulate::{Accumulator, CellAddress, Delta, Kept, level_code},
};

/// Rows held before they are compared with the store and written: bounds the memory of a load.
const CHUNK: usize = 250_000;

pub struct Load {
    tx: Transaction<'static, Db>,
    source: Source,
    sums: Accumulator,
    /// Waiting rows: key and where its content lies in `contents`.
    waiting: Vec<(RecordKey, u32, u32)>,
    contents: Vec<u8>,
    /// The store holds rows of this source already.
    had_rows: bool,
    changed: i64,
    unchanged: i64,
}

/// `values ($1,$2),($3,$4)…` for so many rows of so many columns.
fn placeholders(rows: usize, columns: usize) -> String {
    let mut text = String::with_capacity(rows * columns * 6);
    for row in 0..rows {
        text.push_str(if row == 0 { "(" } else { ",(" });
        for column in 1..=columns {
            if column > 1 {
                text.push(',');
            }
            text.push_str(&placeholder(row * columns + column));
        }
        text.push(')');
    }
    text
}

impl Body {
    pub async fn load(&self, source: Source) -> Result<Load, StoreError> {
        let mut tx = self.writer.begin_with(BEGIN).await?;
        sqlx::query(LOCK).execute(&mut *tx).await?;
        let next_id: i32 = sqlx::query_scalar("select cast(coalesce(max(id), 0) + 1 as integer) from series")
            .fetch_one(&mut *tx)
            .await?;
        let had_rows = sqlx::query("select 1 from record where source = $1 limit 1")
            .bind(source as i16)
            .fetch_optional(&mut *tx)
            .await?
            .is_some();
        let mut sums = Accumulator::new(source, next_id);
        for (index, measure) in sums.measures().to_vec().into_iter().enumerate() {
            let rows = sqlx::query(include_str!("../../queries/statistics/series_of_measure.sql"))
                .bind(&measure.id)
                .fetch_all(&mut *tx)
                .await?;
            let stored = rows.iter().map(stored_series).collect::<Result<_, StoreError>>()?;
            sums.know(index, stored)?;
        }
        Ok(Load {
            tx,
            source,
            sums,
            waiting: Vec::new(),
            contents: Vec::new(),
            had_rows,
            changed: 0,
            unchanged: 0,
        })
    }
}

impl Load {
    pub async fn push(&mut self, row: SourceRow) -> Result<(), StoreError> {
        let kept = self.sums.keep(row.contributions);
        let start = self.contents.len();
        self.contents = postcard::to_extend(&kept, std::mem::take(&mut self.contents))
            .map_err(|_| StoreError::Inconsistent("record"))?;
        let length = self.contents.len() - start;
        self.waiting.push((row.key, start as u32, length as u32));
        if self.waiting.len() >= CHUNK {
            self.write_records().await?;
        }
        Ok(())
    }

    pub fn counts(&self) -> (i64, i64) {
        (self.changed, self.unchanged)
    }

    async fn write_records(&mut self) -> Result<(), StoreError> {
        let mut waiting = std::mem::take(&mut self.waiting);
        let contents = std::mem::take(&mut self.contents);
        // Stable: of two rows with one key the later line wins.
        waiting.sort_by_key(|(key, ..)| *key);
        let mut latest: Vec<(RecordKey, u32, u32)> = Vec::with_capacity(waiting.len());
        for row in waiting {
            match latest.last_mut() {
                Some(last) if last.0 == row.0 => {
                    *last = row;
                    self.unchanged += 1;
                }
                _ => latest.push(row),
            }
        }
        for batch in latest.chunks(BATCH) {
            let before = if self.had_rows { self.existing(batch).await? } else { FxHashMap::default() };
            let mut to_write = Vec::with_capacity(batch.len());
            for (key, start, length) in batch {
                let content = &contents[*start as usize..(*start + *length) as usize];
                match before.get(key) {
                    Some(old) if old == content => {
                        self.unchanged += 1;
                        continue;
                    }
                    Some(old) => self.apply(old, -1)?,
                    None => {}
                }
                self.apply(content, 1)?;
                to_write.push((key.as_slice(), content));
                self.changed += 1;
            }
            self.upsert_records(&to_write).await?;
        }
        // A later chunk of this load may carry a key of this one.
        self.had_rows = true;
        Ok(())
    }

    fn apply(&mut self, content: &[u8], sign: i64) -> Result<(), StoreError> {
        let kept: Vec<Kept> =
            postcard::from_bytes(content).map_err(|_| StoreError::Inconsistent("record"))?;
        self.sums.apply(&kept, sign);
        Ok(())
    }

    async fn existing(
        &mut self,
        batch: &[(RecordKey, u32, u32)],
    ) -> Result<FxHashMap<RecordKey, Vec<u8>>, StoreError> {
        let list: Vec<String> = (2..=batch.len() + 1).map(placeholder).collect();
        let sql = format!(
            "select key, content from record where source = {} and key in ({})",
            placeholder(1),
            list.join(",")
        );
        let mut query = sqlx::query(AssertSqlSafe(sql)).bind(self.source as i16);
        for (key, ..) in batch {
            query = query.bind(key.as_slice());
        }
        let rows = query.fetch_all(&mut *self.tx).await?;
        rows.iter()
            .map(|row| {
                let key: Vec<u8> = row.try_get(0)?;
                let key = RecordKey::try_from(key.as_slice()).map_err(|_| StoreError::Inconsistent("key"))?;
                Ok((key, row.try_get(1)?))
            })
            .collect()
    }

    async fn upsert_records(&mut self, rows: &[(&[u8], &[u8])]) -> Result<(), StoreError> {
        if rows.is_empty() {
            return Ok(());
        }
        let sql = format!(
            "insert into record (source, key, content) values {} on conflict (source, key) do update set content = excluded.content",
            placeholders(rows.len(), 3)
        );
        let mut query = sqlx::query(AssertSqlSafe(sql));
        for (key, content) in rows {
            query = query.bind(self.source as i16).bind(*key).bind(*content);
        }
        query.execute(&mut *self.tx).await?;
        Ok(())
    }

    async fn insert_series(&mut self) -> Result<(), StoreError> {
        let new = std::mem::take(&mut self.sums.new_series);
        for batch in new.chunks(BATCH) {
            let sql = format!(
                "insert into series (id, measure, level, territory, category_1, category_2, category_3) values {}",
                placeholders(batch.len(), 7)
            );
            let mut query = sqlx::query(AssertSqlSafe(sql));
            for series in batch {
                let category = |n: usize| series.key.categories.get(n).cloned().unwrap_or_default();
                query = query
                    .bind(series.id)
                    .bind(series.key.measure)
                    .bind(level_code(series.key.territory.level()))
                    .bind(series.key.territory.to_string())
                    .bind(category(0))
                    .bind(category(1))
                    .bind(category(2));
            }
            query.execute(&mut *self.tx).await?;
        }
        Ok(())
    }

    async fn write_cells(&mut self) -> Result<(), StoreError> {
        let mut cells: Vec<(CellAddress, Delta)> = std::mem::take(&mut self.sums.cells).into_iter().collect();
        cells.sort_unstable_by_key(|(address, _)| *address);
        let sketches = std::mem::take(&mut self.sums.sketches);
        for batch in cells.chunks(BATCH) {
            let mut merged: FxHashMap<CellAddress, Sketch> = FxHashMap::default();
            if batch.iter().any(|(address, _)| sketches.contains_key(address)) {
                merged = self.stored_sketches(batch).await?;
                for (address, _) in batch {
                    if let Some(sketch) = sketches.get(address) {
                        merged.entry(*address).or_default().merge(sketch);
                    }
                }
            }
            let sql = format!(
                "insert into observation (series_id, grain, period, sum, count, sketch) values {} \
                 on conflict (series_id, grain, period) do update set sum = observation.sum + excluded.sum, \
                 count = observation.count + excluded.count, sketch = excluded.sketch",
                placeholders(batch.len(), 6)
            );
            let mut query = sqlx::query(AssertSqlSafe(sql));
            for (address, delta) in batch {
                query = query
                    .bind(address.0)
                    .bind(address.1)
                    .bind(address.2)
                    .bind(delta.sum)
                    .bind(delta.count)
                    .bind(merged.get(address).map(Sketch::to_bytes));
            }
            query.execute(&mut *self.tx).await?;
        }
        Ok(())
    }

    async fn stored_sketches(
        &mut self,
        batch: &[(CellAddress, Delta)],
    ) -> Result<FxHashMap<CellAddress, Sketch>, StoreError> {
        let sql = format!(
            "select series_id, grain, period, sketch from observation where sketch is not null \
             and (series_id, grain, period) in (values {})",
            placeholders(batch.len(), 3)
        );
        let mut query = sqlx::query(AssertSqlSafe(sql));
        for (address, _) in batch {
            query = query.bind(address.0).bind(address.1).bind(address.2);
        }
        let rows = query.fetch_all(&mut *self.tx).await?;
        rows.iter()
            .map(|row| {
                let bytes: Vec<u8> = row.try_get(3)?;
                Ok(((row.try_get(0)?, row.try_get(1)?, row.try_get(2)?), Sketch::from_bytes(&bytes)))
            })
            .collect()
    }

    pub async fn commit(mut self, entry: RunEntry<'_>) -> Result<Run, StoreError> {
        self.write_records().await?;
        self.insert_series().await?;
        let touched = self.sums.touched_years();
        self.write_cells().await?;
        let spans: Vec<_> =
            self.sums.measures().iter().map(|m| m.id.as_str()).zip(self.sums.coverage.clone()).collect();
        for (measure, span) in spans {
            if let Some((first, last)) = span {
                sqlx::query(include_str!("../../queries/statistics/coverage_extend.sql"))
                    .bind(measure)
                    .bind(first)
                    .bind(last)
                    .execute(&mut *self.tx)
                    .await?;
            }
        }
        let accepted = self.changed + self.unchanged;
        let duration_ms = (entry.clock.now() - entry.started_at).num_milliseconds();
        let id: i64 = sqlx::query_scalar(include_str!("../../queries/runs/insert.sql"))
            .bind(self.source.id())
            .bind(entry.file_name)
            .bind(entry.checksum)
            .bind(entry.simulated)
            .bind(entry.started_at.timestamp_micros())
            .bind(duration_ms)
            .bind(entry.read)
            .bind(accepted)
            .bind(entry.rejected)
            .bind(self.unchanged)
            .bind(entry.warnings)
            .fetch_one(&mut *self.tx)
            .await?;
        mark_stale(&mut self.tx, id, touched).await?;
        for batch in entry.rejects.chunks(BATCH) {
            let sql = format!(
                "insert into rejected_row (run_id, line, field, reason, kept) values {}",
                placeholders(batch.len(), 5)
            );
            let mut query = sqlx::query(AssertSqlSafe(sql));
            for r in batch {
                query = query.bind(id).bind(r.line).bind(&r.field).bind(&r.reason).bind(r.kept);
            }
            query.execute(&mut *self.tx).await?;
        }
        if let Some(announce) = ANNOUNCE {
            sqlx::query(announce).bind(id).execute(&mut *self.tx).await?;
        }
        self.tx.commit().await?;
        Ok(Run {
            id,
            source: self.source,
            file_name: entry.file_name.to_owned(),
            checksum: entry.checksum.to_owned(),
            simulated: entry.simulated,
            started_at: entry.started_at,
            duration_ms,
            read: entry.read,
            accepted,
            rejected: entry.rejected,
            unchanged: self.unchanged,
            warnings: entry.warnings,
        })
    }
}
