//! One load: one transaction, from the first row to the run that tells of it.

use both::both;
use domain::{
    observation::{RecordKey, SourceRow},
    sketch::Sketch,
    source::{RowNote, Run, Source},
};
use rustc_hash::FxHashMap;
use sqlx::AssertSqlSafe;
use tokio::task::yield_now;

use crate::{
    Figures, StoreError,
    figures::accumulate::{Accumulator, CellAddress, Delta, Kept, NewCell},
    row::level_code,
};

/// A load in progress: nothing is visible, and nothing stays, until [`Load::commit`].
pub enum Load {
    Sqlite(Box<sqlite::Load>),
    Postgres(Box<postgres::Load>),
}

/// What a load tells about itself once its rows are in.
#[derive(Clone)]
pub struct RunEntry<'a> {
    /// Tells when the rows are in.
    pub clock: &'a dyn domain::time::Clock,
    pub file_name: &'a str,
    pub checksum: &'a str,
    pub simulated: bool,
    pub started_at: chrono::DateTime<chrono::Utc>,
    pub read: i64,
    pub rejects: &'a [RowNote],
    pub rejected: i64,
    pub warnings: i64,
}

impl Figures {
    /// Starts a load; a second one waits until this one is committed or dropped.
    ///
    /// # Errors
    /// The database can't be reached.
    pub async fn load(&self, source: Source) -> Result<Load, StoreError> {
        Ok(match self {
            Self::Sqlite(figures) => Load::Sqlite(Box::new(figures.begin(source).await?)),
            Self::Postgres(figures) => Load::Postgres(Box::new(figures.begin(source).await?)),
        })
    }
}

#[both]
mod queries {
    use driver::{
        ANNOUNCE, BATCH, BEGIN, Figures, LOCK, Transaction, bulk, loaded, mark_stale, placeholder,
        stored_series,
    };

    /// Rows or cells after which others have their turn on this thread: a millisecond or two.
    const TURN: usize = 4096;

    /// Rows held before they are compared with the store and written: bounds the memory of a load.
    const CHUNK: usize = 250_000;

    pub struct Load {
        tx: Transaction,
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

    impl Figures {
        pub(crate) async fn begin(&self, source: Source) -> Result<Load, StoreError> {
            let mut tx = self.writer.begin_with(BEGIN).await?;
            sqlx::query(LOCK).execute(&mut *tx).await?;
            let next_id: i32 =
                sqlx::query_scalar("select cast(coalesce(max(id), 0) + 1 as integer) from series")
                    .fetch_one(&mut *tx)
                    .await?;
            let had_rows = sqlx::query("select 1 from record where source = $1 order by key limit 1")
                .bind(source as i16)
                .fetch_optional(&mut *tx)
                .await?
                .is_some();
            let mut sums = Accumulator::new(source, next_id);
            for (index, measure) in sums.measures().to_vec().into_iter().enumerate() {
                let rows = sqlx::query(include_str!("queries/statistics/series_of_measure.sql"))
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
        /// Takes one parsed row; writes when enough have come.
        ///
        /// # Errors
        /// The database can't be written, or the catalogue does not declare what the row tells.
        pub async fn push(&mut self, row: SourceRow) -> Result<(), StoreError> {
            let kept = self.sums.keep(row.contributions)?;
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

        /// Rows that changed the store and rows that were already there, so far.
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
            for batch in latest.chunks(bulk::RECORDS) {
                let is_first = !self.had_rows;
                let before = if is_first { FxHashMap::default() } else { self.existing(batch).await? };
                let mut to_write = Vec::with_capacity(batch.len());
                for (number, (key, start, length)) in batch.iter().enumerate() {
                    if number % TURN == TURN - 1 {
                        yield_now().await;
                    }
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
                    to_write.push((*key, content));
                    self.changed += 1;
                }
                if !to_write.is_empty() {
                    bulk::put_records(&mut self.tx, self.source as i16, &to_write, is_first).await?;
                }
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
            let keys: Vec<RecordKey> = batch.iter().map(|(key, ..)| *key).collect();
            let stored = bulk::stored_records(&mut self.tx, self.source as i16, &keys).await?;
            Ok(stored.into_iter().collect())
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
            let mut cells: Vec<(CellAddress, Delta)> =
                std::mem::take(&mut self.sums.cells).into_iter().collect();
            cells.sort_unstable_by_key(|(address, _)| *address);
            let sketches = std::mem::take(&mut self.sums.sketches);
            // Of series that this load made, nothing is stored to be merged with.
            let known = cells.partition_point(|(address, _)| address.0 < self.sums.first_new);
            let (known, new) = cells.split_at(known);
            for (batch, are_new) in known
                .chunks(bulk::CELLS)
                .map(|batch| (batch, false))
                .chain(new.chunks(bulk::CELLS).map(|batch| (batch, true)))
            {
                let mut merged: FxHashMap<CellAddress, Sketch> = batch
                    .iter()
                    .filter_map(|(address, _)| Some((*address, sketches.get(address)?.clone())))
                    .collect();
                if !are_new && !merged.is_empty() {
                    let addresses: Vec<CellAddress> = merged.keys().copied().collect();
                    for (address, bytes) in bulk::stored_sketches(&mut self.tx, &addresses).await? {
                        merged.entry(address).or_default().merge(&Sketch::from_bytes(&bytes));
                    }
                }
                let batch: Vec<NewCell> = batch
                    .iter()
                    .map(|(address, delta)| NewCell {
                        address: *address,
                        delta: *delta,
                        sketch: merged.get(address).map(Sketch::to_bytes),
                    })
                    .collect();
                bulk::add_cells(&mut self.tx, &batch, are_new).await?;
            }
            Ok(())
        }

        /// Writes the rest and the run, and makes all of it visible at once.
        ///
        /// # Errors
        /// The database can't be written: nothing of it stays.
        pub async fn commit(mut self, entry: RunEntry<'_>) -> Result<Run, StoreError> {
            self.write_records().await?;
            self.insert_series().await?;
            let touched = self.sums.touched_years();
            self.write_cells().await?;
            let spans: Vec<_> =
                self.sums.measures().iter().map(|m| m.id.as_str()).zip(self.sums.coverage.clone()).collect();
            for (measure, span) in spans {
                if let Some((first, last)) = span {
                    sqlx::query(include_str!("queries/statistics/coverage_extend.sql"))
                        .bind(measure)
                        .bind(first)
                        .bind(last)
                        .execute(&mut *self.tx)
                        .await?;
                }
            }
            let accepted = self.changed + self.unchanged;
            let duration_ms = (entry.clock.now() - entry.started_at).num_milliseconds();
            let id: i64 = sqlx::query_scalar(include_str!("queries/runs/insert.sql"))
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
            let run = Run {
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
            };
            loaded(&mut self.tx, &run).await?;
            self.tx.commit().await?;
            Ok(run)
        }
    }
}
