//! Mails on their way: one SMTP server, from configuration.

use lettre::{AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor, message::header::ContentType};

/// Where mails leave from.
#[derive(Clone)]
pub struct MailConfig {
    /// `smtps://user:password@host:465`, `smtp://host:587?tls=required` or `smtp://host:25`.
    pub url: String,
    /// Who they come from.
    pub from: String,
}

impl std::fmt::Debug for MailConfig {
    /// The address holds a password.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("MailConfig").field("from", &self.from).finish_non_exhaustive()
    }
}

/// Why a mail did not leave.
#[derive(Debug, thiserror::Error)]
pub enum MailError {
    #[error("the mail can't be addressed")]
    Address(#[from] lettre::address::AddressError),
    #[error("the mail can't be written")]
    Message(#[from] lettre::error::Error),
    #[error("the mail server refused")]
    Smtp(#[from] lettre::transport::smtp::Error),
}

/// Sends mails.
#[derive(Clone)]
pub struct Mailer {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    from: lettre::message::Mailbox,
}

impl Mailer {
    /// # Errors
    /// The server's address or the sender's can't be understood.
    pub fn new(config: &MailConfig) -> Result<Self, MailError> {
        let transport = AsyncSmtpTransport::<Tokio1Executor>::from_url(&config.url)?.build();
        Ok(Self { transport, from: config.from.parse()? })
    }

    /// `id`: the same for a mail that is sent again, so that who gets both sees one.
    ///
    /// # Errors
    /// The server can't be reached, or refuses.
    pub async fn send(&self, id: &str, address: &str, subject: &str, body: String) -> Result<(), MailError> {
        let mail = Message::builder()
            .message_id(Some(format!("<{id}@{}>", self.from.email.domain())))
            .from(self.from.clone())
            .to(address.parse()?)
            .subject(subject)
            .header(ContentType::TEXT_PLAIN)
            .body(body)?;
        self.transport.send(mail).await?;
        Ok(())
    }
}
