//! Mailboxes that citizens write to, read as mails come (IMAP, RFC 9051; IDLE, RFC 2177). What is stored is taken out of its mailbox:
//! nothing of it is kept there.

use std::{collections::HashMap, fmt::Debug, sync::Arc, time::Duration};

use async_imap::{Client, Session};
use brigade::{
    Fate, Mailbox,
    mail::{MOST, Server},
};
use futures_util::TryStreamExt;
use jobs::rest;
use rustls::{ClientConfig, pki_types::ServerName};
use rustls_platform_verifier::ConfigVerifierExt;
use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::TcpStream,
    task::JoinSet,
    time::timeout,
};
use tokio_rustls::TlsConnector;
use tokio_util::sync::CancellationToken;

use crate::web::AppState;

/// How often one looks which mailboxes there are,
const LOOK: Duration = Duration::from_secs(5);
/// and at a mailbox that says nothing by itself.
const POLL: Duration = Duration::from_secs(30);
/// How long one waits for a mailbox to say something: less than what a NAT forgets.
const IDLE: Duration = Duration::from_secs(60);
/// How long a server has for a reply.
const PATIENCE: Duration = Duration::from_secs(30);
/// After a failure, at least and at most.
const SHORTEST: Duration = Duration::from_secs(5);
const LONGEST: Duration = Duration::from_secs(300);
/// Mails that are read between two looks at the whole.
const AT_ONCE: usize = 50;

/// Why a mailbox can't be read, as its administrator is told.
#[derive(Debug, thiserror::Error)]
enum Unread {
    #[error("boîte aux lettres injoignable")]
    Unreached,
    #[error("identifiant ou mot de passe refusé par la boîte aux lettres")]
    Login,
    #[error("réponse inattendue de la boîte aux lettres")]
    Imap(#[from] async_imap::error::Error),
    #[error("conversation non enregistrée")]
    Store(#[from] store::StoreError),
}

impl From<tokio::time::error::Elapsed> for Unread {
    fn from(_: tokio::time::error::Elapsed) -> Self {
        Self::Unreached
    }
}

/// A connection, encrypted or on this machine.
trait Wire: AsyncRead + AsyncWrite + Unpin + Send + Debug {}
impl<T: AsyncRead + AsyncWrite + Unpin + Send + Debug> Wire for T {}
type Connection = Box<dyn Wire>;

/// Keeps each mailbox read that is on, for ever.
pub async fn keep_reading(state: AppState, stop: CancellationToken) {
    if state.config.brigade_closed || state.config.maintenance {
        return stop.cancelled().await;
    }
    // A process has one provider of cryptography; a second call finds it there.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let mut reading = JoinSet::new();
    let mut known: HashMap<String, (Mailbox, CancellationToken)> = HashMap::new();
    while !stop.is_cancelled() {
        match state.env.brigade.mailboxes().await {
            Ok(mailboxes) => {
                known.retain(|name, (as_begun, ends)| {
                    let is_same = mailboxes.iter().any(|now| now.name() == name && now.is_as(as_begun));
                    if !is_same {
                        ends.cancel();
                    }
                    is_same
                });
                for mailbox in mailboxes {
                    if !known.contains_key(mailbox.name()) {
                        let ends = stop.child_token();
                        known.insert(mailbox.name().to_owned(), (mailbox.clone(), ends.clone()));
                        reading.spawn(keep_one(state.clone(), mailbox, ends));
                    }
                }
            }
            Err(error) => tracing::warn!(%error, "mailboxes can't be read from the store"),
        }
        while reading.try_join_next().is_some() {}
        rest(LOOK, &stop).await;
    }
    reading.join_all().await;
}

async fn keep_one(state: AppState, mailbox: Mailbox, ends: CancellationToken) {
    let mut wait = SHORTEST;
    while !ends.is_cancelled() {
        let read = tokio::select! {
            () = ends.cancelled() => return,
            read = read_one(&state, &mailbox, &mut wait) => read,
        };
        let Err(unread) = read else { continue };
        tracing::warn!(mailbox = mailbox.name(), error = %unread, "a mailbox can't be read");
        if let Err(error) = state.env.brigade.mailbox_lives(&mailbox, Some(&unread.to_string())).await {
            tracing::warn!(%error, "that a mailbox can't be read can't be noted");
        }
        rest(wait, &ends).await;
        wait = (wait * 2).min(LONGEST);
    }
}

/// Reads a mailbox over one connection, until it breaks.
async fn read_one(state: &AppState, mailbox: &Mailbox, wait: &mut Duration) -> Result<(), Unread> {
    let brigade = &state.env.brigade;
    let mut session = timeout(PATIENCE, entered(mailbox)).await??;
    let can = timeout(PATIENCE, session.capabilities()).await??;
    let (idles, expunges_one) = (can.has_str("IDLE"), can.has_str("UIDPLUS"));
    loop {
        let opened = timeout(PATIENCE, session.select("INBOX")).await??;
        let validity = i64::from(opened.uid_validity.unwrap_or_default());
        loop {
            // As it is known now: another instance may have read on.
            let mark = brigade.mailbox_mark(mailbox).await?;
            let last = mark.filter(|(known, _)| *known == validity).map_or(0, |(_, uid)| uid);
            let found = timeout(PATIENCE, session.uid_search(format!("UID {}:*", last + 1))).await??;
            let mut uids: Vec<u32> = found.into_iter().filter(|uid| i64::from(*uid) > last).collect();
            uids.sort_unstable();
            if uids.is_empty() {
                break;
            }
            for uid in uids.into_iter().take(AT_ONCE) {
                take(state, mailbox, &mut session, (validity, uid), expunges_one).await?;
            }
        }
        *wait = SHORTEST;
        brigade.mailbox_lives(mailbox, None).await?;
        if idles {
            session = waited(session).await?;
        } else {
            tokio::time::sleep(POLL).await;
            timeout(PATIENCE, session.noop()).await??;
        }
    }
}

/// Stores one mail, then takes it out of the mailbox: who falls between both finds it known.
async fn take(
    state: &AppState,
    mailbox: &Mailbox,
    session: &mut Session<Connection>,
    (validity, uid): (i64, u32),
    expunges_one: bool,
) -> Result<(), Unread> {
    let brigade = &state.env.brigade;
    let number = uid.to_string();
    let raw = timeout(PATIENCE, async {
        let mut mails = session.uid_fetch(&number, format!("(UID BODY.PEEK[]<0.{MOST}>)")).await?;
        let mut raw = None;
        while let Some(fetched) = mails.try_next().await? {
            if fetched.uid == Some(uid) {
                raw = fetched.body().map(<[u8]>::to_vec);
            }
        }
        Ok::<_, async_imap::error::Error>(raw)
    })
    .await??;
    // Somebody took it out meanwhile.
    let Some(raw) = raw else { return Ok(brigade.mailbox_read(mailbox, validity, i64::from(uid)).await?) };
    let fate = brigade.mail_came(mailbox, &raw, &format!("{validity}:{uid}")).await?;
    let flag = match fate {
        Fate::Gone => "+FLAGS.SILENT (\\Deleted)",
        Fate::Left => "+FLAGS.SILENT (\\Flagged)",
    };
    timeout(PATIENCE, async {
        session.uid_store(&number, flag).await?.try_collect::<Vec<_>>().await?;
        match (fate, expunges_one) {
            (Fate::Left, _) => {}
            (Fate::Gone, true) => drop(session.uid_expunge(&number).await?.try_collect::<Vec<_>>().await?),
            (Fate::Gone, false) => drop(session.expunge().await?.try_collect::<Vec<_>>().await?),
        }
        Ok::<_, async_imap::error::Error>(())
    })
    .await??;
    if fate == Fate::Left {
        brigade.mail_left(mailbox).await?;
    }
    Ok(brigade.mailbox_read(mailbox, validity, i64::from(uid)).await?)
}

/// Until the mailbox says that something changed, or a minute is over.
async fn waited(session: Session<Connection>) -> Result<Session<Connection>, Unread> {
    let mut idle = session.idle();
    timeout(PATIENCE, idle.init()).await??;
    {
        let (news, _interrupt) = idle.wait_with_timeout(IDLE);
        // A server that keeps saying that it is there is asked all the same.
        if let Ok(news) = timeout(IDLE, news).await {
            news?;
        }
    }
    Ok(timeout(PATIENCE, idle.done()).await??)
}

/// A session of the mailbox; nothing is said before the connection is encrypted.
async fn entered(mailbox: &Mailbox) -> Result<Session<Connection>, Unread> {
    let server = &mailbox.mail.imap;
    let stream = TcpStream::connect((server.host.as_str(), server.port)).await;
    let stream = stream.map_err(|_| Unread::Unreached)?;
    let client = if server.is_implicit {
        greeted(Client::new(encrypted(server, stream).await?)).await?
    } else if server.is_here() {
        greeted(Client::new(Box::new(stream) as Connection)).await?
    } else {
        let mut plain = greeted(Client::new(stream)).await?;
        plain.run_command_and_check_ok("STARTTLS", None).await?;
        Client::new(encrypted(server, plain.into_inner()).await?)
    };
    let entered = client.login(&mailbox.mail.login, mailbox.mail.password.reveal()).await;
    entered.map_err(|(error, _)| match error {
        async_imap::error::Error::No(_) => Unread::Login,
        other => Unread::Imap(other),
    })
}

async fn greeted<T>(mut client: Client<T>) -> Result<Client<T>, Unread>
where
    T: AsyncRead + AsyncWrite + Unpin + Send + Debug,
{
    match client.read_response().await {
        Ok(Some(_)) => Ok(client),
        _ => Err(Unread::Unreached),
    }
}

async fn encrypted(server: &Server, stream: TcpStream) -> Result<Connection, Unread> {
    let config = ClientConfig::with_platform_verifier().map_err(|_| Unread::Unreached)?;
    let name = ServerName::try_from(server.host.clone()).map_err(|_| Unread::Unreached)?;
    let stream = TlsConnector::from(Arc::new(config)).connect(name, stream).await;
    Ok(Box::new(stream.map_err(|_| Unread::Unreached)?))
}
