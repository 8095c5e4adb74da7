//! Mails as programs write them: what is a citizen's, what is not, what ties it to a conversation; and how an answer leaves.

use channels::{
    Answer, Kind, Load, Secret, Sent, Settings, Unsendable,
    mail::{Came, Letter, Mail, Server, Thread, Token, Written, is_address, is_replies, read},
    send, sent,
};
use proptest::prelude::*;

use crate::now;

const ANSWER: &str = "01890a5d-ac96-774b-bcce-b302099a8057";
const TOKEN: Token = Token { conversation: [7; 16], proof: [9; 10] };

fn mailbox() -> Mail {
    Mail {
        address: "contact@brigade.exemple.fr".to_owned(),
        replies: Some("contact+*@brigade.exemple.fr".to_owned()),
        imap: Server::imap("imaps://mail.exemple.fr").unwrap(),
        smtp: Server::smtp("smtp://mail.exemple.fr").unwrap(),
        login: "contact".to_owned(),
        password: Secret::new("secret"),
    }
}

/// A mail with these headers before its body.
fn came(headers: &str, body: &str) -> Came {
    let raw = format!("{}\r\n\r\n{}", headers.trim().replace('\n', "\r\n"), body.replace('\n', "\r\n"));
    read(&mailbox(), raw.as_bytes(), "1:1")
}

fn written(headers: &str, body: &str) -> Written {
    match came(headers, body) {
        Came::Written(written) => written,
        other => panic!("{other:?}"),
    }
}

const USUAL: &str = "From: Anne Martin <anne@exemple.org>\nTo: contact@brigade.exemple.fr\nDate: Fri, 4 Dec 2026 10:00:00 +0100\nMessage-ID: <1@exemple.org>\nSubject: =?utf-8?q?Passeport_perdu_=C3=A0_Rennes?=";

#[test]
fn a_mail_is_read_whatever_wrote_it() {
    let plain = written(USUAL, "Bonjour,\nj’ai perdu mon passeport.\n");
    assert_eq!((plain.from.as_str(), plain.name.as_deref()), ("anne@exemple.org", Some("1@exemple.org")));
    assert_eq!(plain.subject.as_deref(), Some("Passeport perdu à Rennes"));
    assert_eq!(plain.text.replace('\r', ""), "Bonjour,\nj’ai perdu mon passeport.");
    assert_eq!((plain.attachments, plain.tokens.len()), (0, 0));

    let latin = format!(
        "{USUAL}\nContent-Type: text/plain; charset=iso-8859-1\nContent-Transfer-Encoding: quoted-printable"
    );
    assert_eq!(written(&latin, "=C0 la gendarmerie, l=E0-bas").text, "À la gendarmerie, là-bas");

    let html = format!("{USUAL}\nContent-Type: text/html; charset=utf-8");
    let html = written(&html, "<style>p{}</style><p>Mon <b>vélo</b> a disparu.</p><script>x()</script>");
    assert_eq!(html.text, "Mon vélo a disparu.");

    let parts = format!("{USUAL}\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=B");
    let body = "--B\nContent-Type: multipart/alternative; boundary=C\n\n--C\nContent-Type: text/plain\n\nVoir la photo.\n--C\nContent-Type: text/html\n\n<p>Voir la photo.</p>\n--C--\n--B\nContent-Type: image/png\nContent-Disposition: attachment; filename=a.png\nContent-Transfer-Encoding: base64\n\niVBORw0KGgo=\n--B--\n";
    let parts = written(&parts, body);
    assert_eq!((parts.text.trim(), parts.attachments), ("Voir la photo.", 1));
}

#[test]
fn a_mail_that_comes_twice_is_one_and_a_name_used_twice_is_two() {
    let id = |headers: &str, body: &str| written(headers, body).id;
    let first = id(USUAL, "Bonjour");
    let on_another_way =
        format!("Received: from b by c; Fri, 4 Dec 2026 10:00:03 +0100\nDelivered-To: x@y.fr\n{USUAL}");
    assert_eq!(first, id(&on_another_way, "Bonjour"));
    assert_ne!(first, id(USUAL, "Bonsoir"));
    assert_ne!(first, id(&USUAL.replace("10:00:00", "10:00:01"), "Bonjour"));
    assert_ne!(first, id(&USUAL.replace("anne@", "jean@"), "Bonjour"));
    // Without a name, its place in the mailbox tells it apart.
    let nameless = USUAL.replace("Message-ID: <1@exemple.org>\n", "");
    let raw = format!("{nameless}\n\nBonjour");
    let at = |copy: &str| read(&mailbox(), raw.as_bytes(), copy);
    assert_eq!(at("1:1"), at("1:1"));
    assert_ne!(at("1:1"), at("1:2"));
}

#[test]
fn what_a_program_wrote_is_no_message() {
    for line in [
        "Auto-Submitted: auto-replied",
        "Auto-Submitted: auto-generated",
        "Precedence: bulk",
        "Precedence: LIST",
        "List-Id: <liste.exemple.fr>",
        "List-Unsubscribe: <mailto:x@y.fr>",
        "Return-Path: <>",
        "X-Autoreply: yes",
    ] {
        assert_eq!(came(&format!("{USUAL}\n{line}"), "Je suis absent."), Came::Noise, "{line}");
    }
    let own = USUAL.replace("anne@exemple.org", "Contact@brigade.exemple.fr");
    assert_eq!(came(&own, "Écho"), Came::Noise);
    assert!(matches!(came(&format!("{USUAL}\nAuto-Submitted: no"), "Bonjour"), Came::Written(_)));
    for from in ["", "Anne", "anne@", "é@exemple.fr", "a@b.fr\u{0}"] {
        let nobody = USUAL.replace("Anne Martin <anne@exemple.org>", from);
        assert_eq!(came(&nobody, "Bonjour"), Came::Nobody, "{from}");
    }
}

#[test]
fn an_answer_is_tied_to_its_conversation() {
    let token = TOKEN.text();
    let by_name = format!("{USUAL}\nIn-Reply-To: <{ANSWER}.{token}@brigade.exemple.fr>");
    let read = written(&by_name, "Merci.\n\nLe 4 déc. 2026, Brigade a écrit :\n> Bonjour\n");
    assert_eq!((read.text.as_str(), &read.tokens[..]), ("Merci.", &[TOKEN][..]));
    let by_references =
        format!("{USUAL}\nReferences: <1@b.fr>\n <{ANSWER}.{token}@brigade.exemple.fr> <2@c.fr>");
    assert_eq!(written(&by_references, "Merci").tokens, [TOKEN]);
    let upper = token.to_ascii_uppercase();
    let by_address = USUAL.replace("To: contact@", &format!("To: Brigade <contact+{upper}@"));
    let by_address = by_address.replace("exemple.fr\nDate", "exemple.fr>\nDate");
    assert_eq!(written(&by_address, "Merci").tokens, [TOKEN]);
    // What stands in its words ties it to nothing.
    assert!(written(USUAL, &format!("<{ANSWER}.{token}@brigade.exemple.fr>")).tokens.is_empty());
}

/// As Postfix writes it (RFC 3464).
fn report(action: &str, name: &str) -> Came {
    let headers = "From: MAILER-DAEMON@mail.exemple.fr\nTo: contact@brigade.exemple.fr\nSubject: Undelivered\nAuto-Submitted: auto-replied\nMIME-Version: 1.0\nContent-Type: multipart/report; report-type=delivery-status; boundary=\"B\"";
    let body = format!(
        "--B\nContent-Type: text/plain\n\nI'm sorry.\n--B\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mail.exemple.fr\n\nFinal-Recipient: rfc822; anne@exemple.org\nAction: {action}\nStatus: 5.1.1\nDiagnostic-Code: smtp; 550 5.1.1 unknown\n\n--B\nContent-Type: message/rfc822\n\nFrom: contact@brigade.exemple.fr\nMessage-ID: <{name}>\nSubject: Re: x\n\nBonjour\n--B--\n"
    );
    came(headers, &body)
}

#[test]
fn a_letter_that_did_not_arrive_is_told_by_its_name() {
    let name = format!("{ANSWER}.{}@brigade.exemple.fr", TOKEN.text());
    let Came::Bounced { ours, code } = report("failed", &name) else { panic!("no bounce") };
    assert_eq!((ours, code.as_str()), (vec![(ANSWER.to_owned(), TOKEN)], "5.1.1"));
    assert_eq!(report("delayed", &name), Came::Noise, "it may arrive");
    assert_eq!(report("failed", "1@b.fr"), Came::Bounced { ours: Vec::new(), code: "5.1.1".to_owned() });
}

fn answer<'a>(to: &'a str, text: &'a str, thread: Thread<'a>) -> Answer<'a> {
    Answer { to, text, ours: ANSWER, last_from_citizen_at: None, thread }
}

fn letter(mailbox: Mail, thread: Thread) -> Letter {
    match send(&Settings::Mail(mailbox), &answer("anne@exemple.org", "Bonjour", thread), now()).unwrap() {
        Load::Letter(letter) => letter,
        Load::Calls(_) => panic!("calls"),
    }
}

#[test]
fn an_answer_is_a_letter_that_an_answer_finds_back_from() {
    let thread = Thread {
        token: Some(TOKEN),
        subject: Some("Passeport\r\nBcc: x@y.fr"),
        answers: Some("1@exemple.org"),
        usual_subject: "Réponse à votre message",
        sender: "Brigade numérique",
        foot: "Répondez à ce courriel.",
        is_automatic: false,
    };
    let sent = letter(mailbox(), thread);
    let token = TOKEN.text();
    assert_eq!(sent.subject, "Re: PasseportBcc: x@y.fr", "one line");
    assert_eq!(sent.id, format!("{ANSWER}.{token}@brigade.exemple.fr"));
    assert_eq!(sent.reply_to, format!("contact+{token}@brigade.exemple.fr"));
    assert_eq!((sent.to.as_str(), sent.answers.as_deref()), ("anne@exemple.org", Some("1@exemple.org")));
    assert_eq!(sent.body, "Bonjour\n\n-- \nRépondez à ce courriel.\n");
    let again =
        letter(mailbox(), Thread { subject: Some("RE: vélo"), answers: Some("a>\r\nBcc:x@y"), ..thread });
    assert_eq!((again.subject.as_str(), again.answers), ("RE: vélo", None));
    let first = letter(Mail { replies: None, ..mailbox() }, Thread { subject: Some(" "), ..thread });
    assert_eq!(
        (first.subject.as_str(), first.reply_to.as_str()),
        ("Réponse à votre message", "contact@brigade.exemple.fr")
    );
}

#[test]
fn a_letter_goes_to_one_mailbox_alone() {
    for address in ["a@b.fr", "jean.martin+x@sous.domaine.exemple.fr", "o'neil@b.fr"] {
        assert!(is_address(address), "{address}");
    }
    let long = format!("{}@b.fr", "a".repeat(65));
    for address in [
        "",
        "a",
        "@b.fr",
        "a@",
        "a@b",
        "a@@b.fr",
        "a@b.fr,c@d.fr",
        "a@b.fr\r\nBcc: c@d.fr",
        "a b@c.fr",
        "<a@b.fr>",
        "a@-b.fr",
        "a..b@c.fr",
        ".a@c.fr",
        "a@b..fr",
        "é@b.fr",
        "a@[127.0.0.1]",
        "\"a\"@b.fr",
        &long,
    ] {
        assert!(!is_address(address), "{address}");
        let no = answer(address, "Bonjour", Thread::default());
        assert_eq!(send(&Settings::Mail(mailbox()), &no, now()), Err(Unsendable::Address));
    }
    assert!(is_replies("contact+*@b.fr"));
    for replies in ["contact@b.fr", "a@*.fr", "**@b.fr", "une-adresse-bien-longue-+*@b.fr", "a b*@c.fr"] {
        assert!(!is_replies(replies), "{replies}");
    }
}

#[test]
fn servers_are_read_as_they_are_said() {
    let read = |text| Server::imap(text).map(|server| (server.host, server.port, server.is_implicit));
    assert_eq!(read("imaps://mail.exemple.fr"), Some(("mail.exemple.fr".to_owned(), 993, true)));
    assert_eq!(read("imap://mail.exemple.fr:1143"), Some(("mail.exemple.fr".to_owned(), 1143, false)));
    for wrong in [
        "",
        "mail.exemple.fr",
        "smtp://a.fr",
        "imapx://a.fr",
        "imap://",
        "imap://a.fr:0",
        "imap://a.fr:99999",
        "imap://u:p@a.fr",
    ] {
        assert_eq!(read(wrong), None, "{wrong}");
    }
    assert_eq!(Server::smtp("smtp://a.fr").map(|server| server.port), Some(587));
}

#[test]
fn what_a_mail_server_says_is_understood() {
    assert_eq!(sent(Kind::Mail, 250, b"x@y"), Sent::Accepted { id: "x@y".to_owned() });
    assert_eq!(sent(Kind::Mail, 451, b""), Sent::Again { after: None });
    assert_eq!(sent(Kind::Mail, 550, b""), Sent::Never("SMTP 550".to_owned()));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn any_bytes_are_read(bytes in prop::collection::vec(any::<u8>(), 0..600)) {
        let _ = read(&mailbox(), &bytes, "1:1");
        let mut mail = format!("{USUAL}\nContent-Type: multipart/report; boundary=B\n\n--B\n").into_bytes();
        mail.extend(&bytes);
        let _ = read(&mailbox(), &mail, "1:1");
        let mut mail = format!("{USUAL}\n").into_bytes();
        mail.extend(&bytes);
        let _ = read(&mailbox(), &mail, "1:1");
    }
}
