//! What tests ask of both databases. The product is built without it.

use both::both;
use sqlx::{AssertSqlSafe, Executor, SqlSafeStr};

use crate::{Store, StoreError};

/// Every `.sql` file of the crate, for the test that prepares each on both databases.
pub const QUERIES: &[(&str, &str)] = &[
    ("statistics/series_of_measure", include_str!("figures/queries/statistics/series_of_measure.sql")),
    ("statistics/cells", include_str!("figures/queries/statistics/cells.sql")),
    ("statistics/coverage", include_str!("figures/queries/statistics/coverage.sql")),
    ("statistics/coverage_extend", include_str!("figures/queries/statistics/coverage_extend.sql")),
    ("public/cells", include_str!("figures/queries/public/cells.sql")),
    ("public/coverage", include_str!("figures/queries/public/coverage.sql")),
    ("public/measure_add", include_str!("figures/queries/public/measure_add.sql")),
    ("public/measure_remove", include_str!("figures/queries/public/measure_remove.sql")),
    ("public/measures", include_str!("figures/queries/public/measures.sql")),
    ("public/series_of_measure", include_str!("figures/queries/public/series_of_measure.sql")),
    ("release/block_put", include_str!("figures/queries/release/block_put.sql")),
    ("release/blocks", include_str!("figures/queries/release/blocks.sql")),
    ("release/coverage", include_str!("figures/queries/release/coverage.sql")),
    ("release/coverage_put", include_str!("figures/queries/release/coverage_put.sql")),
    ("release/insert", include_str!("figures/queries/release/insert.sql")),
    ("release/last", include_str!("figures/queries/release/last.sql")),
    ("release/latest", include_str!("figures/queries/release/latest.sql")),
    ("release/stale", include_str!("figures/queries/release/stale.sql")),
    ("release/stale_all", include_str!("figures/queries/release/stale_all.sql")),
    ("release/stale_clear", include_str!("figures/queries/release/stale_clear.sql")),
    ("release/stale_put", include_str!("figures/queries/release/stale_put.sql")),
    ("runs/insert", include_str!("figures/queries/runs/insert.sql")),
    ("runs/latest", include_str!("figures/queries/runs/latest.sql")),
    ("runs/rejects", include_str!("figures/queries/runs/rejects.sql")),
    ("runs/version", include_str!("figures/queries/runs/version.sql")),
    ("sources/all", include_str!("figures/queries/sources/all.sql")),
    ("sources/changed", include_str!("figures/queries/sources/changed.sql")),
    ("sources/loaded", include_str!("figures/queries/sources/loaded.sql")),
    ("sources/version", include_str!("figures/queries/sources/version.sql")),
    ("motifs/all", include_str!("figures/queries/motifs/all.sql")),
    ("motifs/set", include_str!("figures/queries/motifs/set.sql")),
    ("motifs/seed", include_str!("figures/queries/motifs/seed.sql")),
    ("motifs/move_series", include_str!("figures/queries/motifs/move_series.sql")),
    ("actions/insert", include_str!("people/queries/actions/insert.sql")),
    ("actions/all", include_str!("people/queries/actions/all.sql")),
    ("actions/withdraw", include_str!("people/queries/actions/withdraw.sql")),
    ("steering/target_clear", include_str!("people/queries/steering/target_clear.sql")),
    ("steering/target_set", include_str!("people/queries/steering/target_set.sql")),
    ("steering/targets", include_str!("people/queries/steering/targets.sql")),
    ("steering/weight_set", include_str!("people/queries/steering/weight_set.sql")),
    ("steering/weights", include_str!("people/queries/steering/weights.sql")),
    ("annotations/all", include_str!("people/queries/annotations/all.sql")),
    ("annotations/comment_insert", include_str!("people/queries/annotations/comment_insert.sql")),
    ("annotations/comment_withdraw", include_str!("people/queries/annotations/comment_withdraw.sql")),
    ("annotations/comments", include_str!("people/queries/annotations/comments.sql")),
    ("annotations/insert", include_str!("people/queries/annotations/insert.sql")),
    ("annotations/withdraw", include_str!("people/queries/annotations/withdraw.sql")),
    ("following/digest_claim", include_str!("people/queries/following/digest_claim.sql")),
    ("following/digest_confirm", include_str!("people/queries/following/digest_confirm.sql")),
    ("following/digest_of", include_str!("people/queries/following/digest_of.sql")),
    ("following/digest_put", include_str!("people/queries/following/digest_put.sql")),
    ("following/digest_remove", include_str!("people/queries/following/digest_remove.sql")),
    ("following/digests_due", include_str!("people/queries/following/digests_due.sql")),
    ("following/follow", include_str!("people/queries/following/follow.sql")),
    ("following/followed", include_str!("people/queries/following/followed.sql")),
    ("following/unfollow", include_str!("people/queries/following/unfollow.sql")),
    ("following/view_insert", include_str!("people/queries/following/view_insert.sql")),
    ("following/view_remove", include_str!("people/queries/following/view_remove.sql")),
    ("following/view_rename", include_str!("people/queries/following/view_rename.sql")),
    ("following/views", include_str!("people/queries/following/views.sql")),
    ("identity/account_names", include_str!("people/queries/identity/account_names.sql")),
    ("identity/accounts", include_str!("people/queries/identity/accounts.sql")),
    ("identity/account_of_subject", include_str!("people/queries/identity/account_of_subject.sql")),
    ("identity/account_put", include_str!("people/queries/identity/account_put.sql")),
    ("identity/account_bind", include_str!("people/queries/identity/account_bind.sql")),
    ("identity/account_close", include_str!("people/queries/identity/account_close.sql")),
    ("identity/account_try", include_str!("people/queries/identity/account_try.sql")),
    ("identity/account_try_nobody", include_str!("people/queries/identity/account_try_nobody.sql")),
    ("identity/account_proved", include_str!("people/queries/identity/account_proved.sql")),
    ("identity/session_open", include_str!("people/queries/identity/session_open.sql")),
    ("identity/session_find", include_str!("people/queries/identity/session_find.sql")),
    ("identity/session_seen", include_str!("people/queries/identity/session_seen.sql")),
    ("identity/session_end", include_str!("people/queries/identity/session_end.sql")),
    ("identity/sessions_end", include_str!("people/queries/identity/sessions_end.sql")),
    ("identity/sessions_sweep", include_str!("people/queries/identity/sessions_sweep.sql")),
    ("identity/sessions_of", include_str!("people/queries/identity/sessions_of.sql")),
    ("identity/session_end_of", include_str!("people/queries/identity/session_end_of.sql")),
    ("identity/account_mandate", include_str!("people/queries/identity/account_mandate.sql")),
    ("identity/account_reopen", include_str!("people/queries/identity/account_reopen.sql")),
    ("identity/account_seal", include_str!("people/queries/identity/account_seal.sql")),
    ("identity/demonstration_end", include_str!("people/queries/identity/demonstration_end.sql")),
    ("identity/demonstration_close", include_str!("people/queries/identity/demonstration_close.sql")),
    ("identity/login_use", include_str!("people/queries/identity/login_use.sql")),
    ("identity/key_put", include_str!("people/queries/identity/key_put.sql")),
    ("identity/key_of", include_str!("people/queries/identity/key_of.sql")),
    ("identity/logins_sweep", include_str!("people/queries/identity/logins_sweep.sql")),
    ("jobs/again", include_str!("jobs/queries/jobs/again.sql")),
    ("jobs/counts", include_str!("jobs/queries/jobs/counts.sql")),
    ("jobs/cancel", include_str!("jobs/queries/jobs/cancel.sql")),
    ("jobs/due", include_str!("jobs/queries/jobs/due.sql")),
    ("jobs/done", include_str!("jobs/queries/jobs/done.sql")),
    ("jobs/extend", include_str!("jobs/queries/jobs/extend.sql")),
    ("jobs/give_up", include_str!("jobs/queries/jobs/give_up.sql")),
    ("jobs/insert", include_str!("jobs/queries/jobs/insert.sql")),
    ("jobs/latest", include_str!("jobs/queries/jobs/latest.sql")),
    ("jobs/lost", include_str!("jobs/queries/jobs/lost.sql")),
    ("jobs/revive", include_str!("jobs/queries/jobs/revive.sql")),
    ("jobs/schedule_add", include_str!("jobs/queries/jobs/schedule_add.sql")),
    ("jobs/schedule_move", include_str!("jobs/queries/jobs/schedule_move.sql")),
    ("jobs/schedules", include_str!("jobs/queries/jobs/schedules.sql")),
    ("jobs/sweep", include_str!("jobs/queries/jobs/sweep.sql")),
    ("attachments/add", include_str!("brigade/queries/attachments/add.sql")),
    ("attachments/count", include_str!("brigade/queries/attachments/count.sql")),
    ("attachments/forget", include_str!("brigade/queries/attachments/forget.sql")),
    ("attachments/forget_old", include_str!("brigade/queries/attachments/forget_old.sql")),
    ("attachments/is_text", include_str!("brigade/queries/attachments/is_text.sql")),
    ("attachments/one", include_str!("brigade/queries/attachments/one.sql")),
    ("attachments/remove", include_str!("brigade/queries/attachments/remove.sql")),
    ("channels/all", include_str!("brigade/queries/channels/all.sql")),
    ("channels/came", include_str!("brigade/queries/channels/came.sql")),
    ("channels/failed", include_str!("brigade/queries/channels/failed.sql")),
    ("channels/left", include_str!("brigade/queries/channels/left.sql")),
    ("channels/one", include_str!("brigade/queries/channels/one.sql")),
    ("channels/put", include_str!("brigade/queries/channels/put.sql")),
    ("channels/refused", include_str!("brigade/queries/channels/refused.sql")),
    ("channels/remove", include_str!("brigade/queries/channels/remove.sql")),
    ("channels/turn", include_str!("brigade/queries/channels/turn.sql")),
    ("audit/areas", include_str!("people/queries/audit/areas.sql")),
    ("audit/count", include_str!("people/queries/audit/count.sql")),
    ("audit/last", include_str!("people/queries/audit/last.sql")),
    ("audit/append", include_str!("people/queries/audit/append.sql")),
    ("audit/after", include_str!("people/queries/audit/after.sql")),
    ("audit/latest", include_str!("people/queries/audit/latest.sql")),
    ("conversations/ahead", include_str!("brigade/queries/conversations/ahead.sql")),
    ("conversations/held", include_str!("brigade/queries/conversations/held.sql")),
    ("conversations/by_id", include_str!("brigade/queries/conversations/by_id.sql")),
    ("conversations/by_public", include_str!("brigade/queries/conversations/by_public.sql")),
    ("conversations/close", include_str!("brigade/queries/conversations/close.sql")),
    ("conversations/close_silent", include_str!("brigade/queries/conversations/close_silent.sql")),
    ("conversations/count_waiting", include_str!("brigade/queries/conversations/count_waiting.sql")),
    ("conversations/count_held", include_str!("brigade/queries/conversations/count_held.sql")),
    ("conversations/forget", include_str!("brigade/queries/conversations/forget.sql")),
    ("conversations/forget_messages", include_str!("brigade/queries/conversations/forget_messages.sql")),
    ("conversations/give_all_back", include_str!("brigade/queries/conversations/give_all_back.sql")),
    ("conversations/give_back", include_str!("brigade/queries/conversations/give_back.sql")),
    ("conversations/grow", include_str!("brigade/queries/conversations/grow.sql")),
    ("conversations/next", include_str!("brigade/queries/conversations/next.sql")),
    ("conversations/open", include_str!("brigade/queries/conversations/open.sql")),
    ("conversations/release", include_str!("brigade/queries/conversations/release.sql")),
    ("conversations/resume", include_str!("brigade/queries/conversations/resume.sql")),
    ("conversations/resume_by", include_str!("brigade/queries/conversations/resume_by.sql")),
    ("conversations/show_agent", include_str!("brigade/queries/conversations/show_agent.sql")),
    ("conversations/show_citizen", include_str!("brigade/queries/conversations/show_citizen.sql")),
    ("conversations/take", include_str!("brigade/queries/conversations/take.sql")),
    ("conversations/waiting", include_str!("brigade/queries/conversations/waiting.sql")),
    ("correspondents/add", include_str!("brigade/queries/correspondents/add.sql")),
    ("correspondents/forget", include_str!("brigade/queries/correspondents/forget.sql")),
    ("correspondents/forget_received", include_str!("brigade/queries/correspondents/forget_received.sql")),
    ("correspondents/give", include_str!("brigade/queries/correspondents/give.sql")),
    ("correspondents/is_received", include_str!("brigade/queries/correspondents/is_received.sql")),
    ("correspondents/note_thread", include_str!("brigade/queries/correspondents/note_thread.sql")),
    ("correspondents/of", include_str!("brigade/queries/correspondents/of.sql")),
    ("correspondents/open", include_str!("brigade/queries/correspondents/open.sql")),
    ("correspondents/receive", include_str!("brigade/queries/correspondents/receive.sql")),
    ("duty/all", include_str!("brigade/queries/duty/all.sql")),
    ("duty/leave", include_str!("brigade/queries/duty/leave.sql")),
    ("duty/of", include_str!("brigade/queries/duty/of.sql")),
    ("duty/pause", include_str!("brigade/queries/duty/pause.sql")),
    ("duty/relieve", include_str!("brigade/queries/duty/relieve.sql")),
    ("duty/seen", include_str!("brigade/queries/duty/seen.sql")),
    ("duty/seen_at_least", include_str!("brigade/queries/duty/seen_at_least.sql")),
    ("erasure/attachment", include_str!("brigade/queries/erasure/attachment.sql")),
    ("erasure/conversation", include_str!("brigade/queries/erasure/conversation.sql")),
    ("erasure/correspondent", include_str!("brigade/queries/erasure/correspondent.sql")),
    ("erasure/count", include_str!("brigade/queries/erasure/count.sql")),
    ("erasure/message", include_str!("brigade/queries/erasure/message.sql")),
    ("erasure/note", include_str!("brigade/queries/erasure/note.sql")),
    ("erasure/outgoing", include_str!("brigade/queries/erasure/outgoing.sql")),
    ("erasure/rating", include_str!("brigade/queries/erasure/rating.sql")),
    ("knowledge/all", include_str!("people/queries/knowledge/all.sql")),
    ("knowledge/clear", include_str!("people/queries/knowledge/clear.sql")),
    ("knowledge/edition", include_str!("people/queries/knowledge/edition.sql")),
    ("knowledge/publish", include_str!("people/queries/knowledge/publish.sql")),
    ("knowledge/put", include_str!("people/queries/knowledge/put.sql")),
    ("mailboxes/forget", include_str!("brigade/queries/mailboxes/forget.sql")),
    ("mailboxes/of", include_str!("brigade/queries/mailboxes/of.sql")),
    ("mailboxes/read", include_str!("brigade/queries/mailboxes/read.sql")),
    ("messages/after", include_str!("brigade/queries/messages/after.sql")),
    ("messages/answered", include_str!("brigade/queries/messages/answered.sql")),
    ("messages/insert", include_str!("brigade/queries/messages/insert.sql")),
    ("messages/sent", include_str!("brigade/queries/messages/sent.sql")),
    ("notes/add", include_str!("brigade/queries/notes/add.sql")),
    ("notes/forget", include_str!("brigade/queries/notes/forget.sql")),
    ("notes/forget_old", include_str!("brigade/queries/notes/forget_old.sql")),
    ("notes/of", include_str!("brigade/queries/notes/of.sql")),
    ("offers/count", include_str!("brigade/queries/offers/count.sql")),
    ("offers/since", include_str!("brigade/queries/offers/since.sql")),
    ("outgoing/add", include_str!("brigade/queries/outgoing/add.sql")),
    ("outgoing/again", include_str!("brigade/queries/outgoing/again.sql")),
    ("outgoing/claim", include_str!("brigade/queries/outgoing/claim.sql")),
    ("outgoing/delivered", include_str!("brigade/queries/outgoing/delivered.sql")),
    ("outgoing/due", include_str!("brigade/queries/outgoing/due.sql")),
    ("outgoing/find", include_str!("brigade/queries/outgoing/find.sql")),
    ("outgoing/forget", include_str!("brigade/queries/outgoing/forget.sql")),
    ("outgoing/give_up", include_str!("brigade/queries/outgoing/give_up.sql")),
    ("outgoing/of", include_str!("brigade/queries/outgoing/of.sql")),
    ("outgoing/part", include_str!("brigade/queries/outgoing/part.sql")),
    ("outgoing/read_until", include_str!("brigade/queries/outgoing/read_until.sql")),
    ("outgoing/stamp", include_str!("brigade/queries/outgoing/stamp.sql")),
    ("outgoing/waits", include_str!("brigade/queries/outgoing/waits.sql")),
    ("contacts/end", include_str!("brigade/queries/contacts/end.sql")),
    ("contacts/end_silent", include_str!("brigade/queries/contacts/end_silent.sql")),
    ("contacts/ended", include_str!("brigade/queries/contacts/ended.sql")),
    ("contacts/told", include_str!("brigade/queries/contacts/told.sql")),
    ("ratings/forget", include_str!("brigade/queries/ratings/forget.sql")),
    ("ratings/of", include_str!("brigade/queries/ratings/of.sql")),
    ("ratings/rate", include_str!("brigade/queries/ratings/rate.sql")),
    ("settings/all", include_str!("brigade/queries/settings/all.sql")),
    ("settings/put", include_str!("brigade/queries/settings/put.sql")),
];

/// Folders of queries about conversations.
const BRIGADE: [&str; 14] = [
    "attachments/",
    "channels/",
    "contacts/",
    "conversations/",
    "correspondents/",
    "duty/",
    "erasure/",
    "mailboxes/",
    "messages/",
    "notes/",
    "offers/",
    "outgoing/",
    "ratings/",
    "settings/",
];
/// Folders of queries about figures.
const FIGURES: [&str; 6] = ["statistics/", "public/", "release/", "runs/", "sources/", "motifs/"];

#[both]
mod queries {
    use driver::{COLUMNS, Store};
    use sqlx::Row as _;

    impl Store {
        /// Prepares every query of [`QUERIES`].
        ///
        /// # Errors
        /// A query that this database doesn't understand.
        pub async fn prepare_all(&self) -> Result<(), StoreError> {
            let (mut figures, mut people, mut brigade) = (
                self.figures.writer.acquire().await?,
                self.people.writer.acquire().await?,
                self.brigade.writer.acquire().await?,
            );
            for (name, sql) in QUERIES {
                let is_of = |folders: &[&str]| folders.iter().any(|folder| name.starts_with(folder));
                let connection = match (is_of(&FIGURES), is_of(&BRIGADE)) {
                    (true, _) => &mut figures,
                    (_, true) => &mut brigade,
                    _ => &mut people,
                };
                connection.prepare(AssertSqlSafe((*sql).to_owned()).into_sql_str()).await?;
            }
            Ok(())
        }

        /// Table, column and whether it may be null, of the tables that are ours, sorted.
        pub async fn columns(&self) -> Result<Vec<(String, String, bool)>, StoreError> {
            let mut columns = Vec::new();
            for reader in [&self.figures.reader, &self.people.reader, &self.brigade.reader] {
                for row in sqlx::query(COLUMNS).fetch_all(reader).await? {
                    columns.push((row.try_get(0)?, row.try_get(1)?, row.try_get(2)?));
                }
            }
            columns.sort();
            columns.dedup();
            Ok(columns)
        }

        /// Tries to change and to cut the journal: succeeds only where one of both does.
        pub async fn rewrite_journal(&self) -> Result<(), StoreError> {
            let changed = sqlx::query("update audit set outcome = 'x'").execute(&self.people.writer).await;
            let cut = sqlx::query("delete from audit").execute(&self.people.writer).await;
            changed.or(cut)?;
            Ok(())
        }

        /// Tries to write through the reading pools.
        pub async fn reader_can_write(&self) -> Result<(), StoreError> {
            let figures = sqlx::query("delete from motif_category").execute(&self.figures.reader).await;
            let people = sqlx::query("delete from job").execute(&self.people.reader).await;
            let brigade = sqlx::query("delete from message").execute(&self.brigade.reader).await;
            figures.or(people).or(brigade)?;
            Ok(())
        }
    }
}
