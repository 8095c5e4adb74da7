//! Answers that leave by mail (SMTP).

use std::time::Duration;

use brigade::mail::{Letter, Mail};
use lettre::{
    AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor,
    message::{
        Mailbox,
        header::{ContentType, Header, HeaderName, HeaderValue},
    },
    transport::smtp::authentication::Credentials,
};

use crate::mail::MailError;

/// How long a mail server has for each of its replies.
const PATIENCE: Duration = Duration::from_secs(15);

/// Says that a program wrote it: programs that answer mails leave it alone (RFC 3834, 5).
#[derive(Clone)]
struct AutoSubmitted;

impl Header for AutoSubmitted {
    fn name() -> HeaderName {
        HeaderName::new_from_ascii_str("Auto-Submitted")
    }

    fn parse(_: &str) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        Ok(Self)
    }

    fn display(&self) -> HeaderValue {
        HeaderValue::new(Self::name(), "auto-replied".to_owned())
    }
}

/// Hands a letter to the mailbox's server; what it says, as a code of SMTP; nothing where it was not reached.
pub async fn leave(mail: &Mail, letter: &Letter) -> Option<u16> {
    match sent(mail, letter).await {
        Ok(code) => Some(code),
        Err(MailError::Smtp(error)) => match error.status() {
            Some(code) => Some(u16::from(code)),
            None => {
                // Its words hold no address.
                tracing::warn!(
                    is_timeout = error.is_timeout(),
                    is_tls = error.is_tls(),
                    "a mail server is not reached"
                );
                None
            }
        },
        // It will never be a letter.
        Err(_) => Some(553),
    }
}

async fn sent(mail: &Mail, letter: &Letter) -> Result<u16, MailError> {
    let (name, address) = &letter.from;
    let mut message = Message::builder()
        .message_id(Some(format!("<{}>", letter.id)))
        .from(Mailbox::new(Some(name.clone()), address.parse()?))
        .reply_to(letter.reply_to.parse()?)
        .to(letter.to.parse()?)
        .subject(letter.subject.clone())
        .header(ContentType::TEXT_PLAIN);
    if let Some(answers) = &letter.answers {
        let answers = format!("<{answers}>");
        message = message.in_reply_to(answers.clone()).references(answers);
    }
    if letter.is_automatic {
        message = message.header(AutoSubmitted);
    }
    let response = transport(mail)?.send(message.body(letter.body.clone())?).await?;
    Ok(u16::from(response.code()))
}

fn transport(mail: &Mail) -> Result<AsyncSmtpTransport<Tokio1Executor>, MailError> {
    let server = &mail.smtp;
    let builder = if server.is_implicit {
        AsyncSmtpTransport::<Tokio1Executor>::relay(&server.host)?
    } else if server.is_here() {
        AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(&server.host)
    } else {
        AsyncSmtpTransport::<Tokio1Executor>::starttls_relay(&server.host)?
    };
    let login = Credentials::new(mail.login.clone(), mail.password.reveal().to_owned());
    Ok(builder.port(server.port).credentials(login).timeout(Some(PATIENCE)).build())
}
