//! By mail, with a mailbox (IMAP) and a mail server (SMTP) of the test's own: what comes is at the desk and no more in the mailbox, what is
//! answered leaves, what a citizen writes by the contact form is answered by mail; over cuts, reconnections and numbers given anew.

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use axum::Router;
use domain::identity::Role;
use tokio::{
    io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader},
    net::{TcpListener, TcpStream},
    sync::Notify,
};

use crate::support::{
    Moving, config, enter, folder, fresh, get, get_with, header, living, post, text, today,
};

/// A mailbox: its validity, its mails by their numbers, and which of them are marked.
#[derive(Default)]
struct Box {
    validity: u32,
    next: u32,
    mails: Vec<(u32, String)>,
    flagged: Vec<u32>,
    logins: usize,
    /// How many mails ever came.
    arrivals: usize,
    /// The connection breaks before the next mail is taken out.
    breaks: bool,
}

#[derive(Clone)]
struct Office {
    mailbox: Arc<Mutex<Box>>,
    came: Arc<Notify>,
    sent: Arc<Mutex<Vec<String>>>,
    imap: u16,
    smtp: u16,
}

impl Office {
    async fn open() -> Self {
        let imap = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let smtp = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let office = Self {
            mailbox: Arc::new(Mutex::new(Box { validity: 7, next: 1, ..Box::default() })),
            came: Arc::default(),
            sent: Arc::default(),
            imap: imap.local_addr().unwrap().port(),
            smtp: smtp.local_addr().unwrap().port(),
        };
        let (reading, sending) = (office.clone(), office.clone());
        tokio::spawn(async move {
            while let Ok((stream, _)) = imap.accept().await {
                tokio::spawn(serve_imap(reading.clone(), stream));
            }
        });
        tokio::spawn(async move {
            while let Ok((stream, _)) = smtp.accept().await {
                tokio::spawn(serve_smtp(sending.clone(), stream));
            }
        });
        office
    }

    fn put(&self, id: &str, more: &str, words: &str) {
        let raw = format!(
            "From: Anne <anne@exemple.org>\r\nTo: contact@brigade.exemple.fr\r\nDate: Sat, 15 Jun 2024 10:00:00 +0200\r\nMessage-ID: <{id}@exemple.org>\r\nSubject: Passeport\r\n{more}Content-Type: text/plain; charset=utf-8\r\n\r\n{words}\r\n"
        );
        self.put_raw(raw);
    }

    fn put_raw(&self, raw: String) {
        let mut mailbox = self.mailbox.lock().unwrap();
        let uid = mailbox.next;
        mailbox.next += 1;
        mailbox.arrivals += 1;
        mailbox.mails.push((uid, raw));
        drop(mailbox);
        self.came.notify_waiters();
    }

    async fn is_empty(&self) {
        for _ in 0..200 {
            if self.mailbox.lock().unwrap().mails.is_empty() {
                return;
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        panic!("mails stay in the mailbox");
    }

    /// The letters that left, once there are so many.
    async fn letters(&self, count: usize) -> Vec<String> {
        for _ in 0..200 {
            let sent = self.sent.lock().unwrap().clone();
            if sent.len() >= count {
                return sent;
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        panic!("{count} letters never leave");
    }

    fn form(&self) -> String {
        format!(
            "kind=mail&name=courriel&address=contact%40brigade.exemple.fr&imap=imap%3A%2F%2F127.0.0.1%3A{}&smtp=smtp%3A%2F%2F127.0.0.1%3A{}&login=contact&password=mot-de-passe&replies=",
            self.imap, self.smtp
        )
    }
}

/// What a mailbox says to one command; RFC 9051 as far as the house speaks it.
async fn serve_imap(office: Office, stream: TcpStream) {
    let (reader, mut writer) = stream.into_split();
    let mut lines = BufReader::new(reader).lines();
    let _ = writer.write_all(b"* OK pr\xc3\xaate\r\n").await;
    // How many mails had come when this connection last looked.
    let mut known = 0;
    // A mailbox that is made anew cuts who has it open (RFC 9051, 2.3.1.1).
    let mut opened = None;
    let is_anew =
        |opened: Option<u32>| opened.is_some_and(|opened| opened != office.mailbox.lock().unwrap().validity);
    while let Ok(Some(line)) = lines.next_line().await {
        if is_anew(opened) {
            return;
        }
        let mut words = line.splitn(3, ' ');
        let (tag, command, rest) = (
            words.next().unwrap_or(""),
            words.next().unwrap_or("").to_uppercase(),
            words.next().unwrap_or(""),
        );
        let mut answer = String::new();
        match command.as_str() {
            "CAPABILITY" => answer.push_str("* CAPABILITY IMAP4rev1 IDLE UIDPLUS\r\n"),
            "LOGIN" => {
                office.mailbox.lock().unwrap().logins += 1;
                if rest != "\"contact\" \"mot-de-passe\"" {
                    let _ = writer.write_all(format!("{tag} NO refus\r\n").as_bytes()).await;
                    continue;
                }
            }
            "SELECT" => {
                let mailbox = office.mailbox.lock().unwrap();
                opened = Some(mailbox.validity);
                answer = format!(
                    "* FLAGS (\\Deleted \\Flagged)\r\n* {} EXISTS\r\n* 0 RECENT\r\n* OK [UIDVALIDITY {}] oui\r\n* OK [UIDNEXT {}] oui\r\n",
                    mailbox.mails.len(),
                    mailbox.validity,
                    mailbox.next
                );
            }
            "IDLE" => {
                let _ = writer.write_all(b"+ j'attends\r\n").await;
                let is_news = office.mailbox.lock().unwrap().arrivals > known;
                let news = async {
                    if !is_news {
                        office.came.notified().await
                    }
                };
                tokio::select! {
                    () = news => {
                        if is_anew(opened) {
                            return;
                        }
                        let _ = writer.write_all(b"* 1 EXISTS\r\n").await;
                        let _ = lines.next_line().await;
                    }
                    _ = lines.next_line() => {}
                }
            }
            "UID" if rest.to_uppercase().starts_with("SEARCH") => {
                known = office.mailbox.lock().unwrap().arrivals;
                answer = uid(&office, rest).unwrap();
            }
            "UID" => match uid(&office, rest) {
                Some(said) => answer = said,
                // The line is cut.
                None => return,
            },
            _ => {}
        }
        let _ = writer.write_all(format!("{answer}{tag} OK fait\r\n").as_bytes()).await;
    }
}

fn uid(office: &Office, rest: &str) -> Option<String> {
    let mut mailbox = office.mailbox.lock().unwrap();
    let (command, what) = rest.split_once(' ').unwrap();
    let number = |text: &str| {
        text.chars().take_while(char::is_ascii_digit).collect::<String>().parse::<u32>().unwrap()
    };
    let at = |mailbox: &Box, uid: u32| mailbox.mails.iter().position(|mail| mail.0 == uid);
    Some(match command.to_uppercase().as_str() {
        "SEARCH" => {
            let from = number(what.strip_prefix("UID ").unwrap());
            // "n:*" is the last one too, where nothing is above (RFC 9051, 9).
            let last = mailbox.mails.last().map(|mail| mail.0);
            let found: Vec<String> = mailbox
                .mails
                .iter()
                .map(|mail| mail.0)
                .filter(|uid| *uid >= from || Some(*uid) == last)
                .map(|uid| uid.to_string())
                .collect();
            format!("* SEARCH {}\r\n", found.join(" "))
        }
        "FETCH" => {
            let uid = number(what);
            match at(&mailbox, uid) {
                Some(at) => {
                    let raw = &mailbox.mails[at].1;
                    format!("* {} FETCH (UID {uid} BODY[]<0> {{{}}}\r\n{raw})\r\n", at + 1, raw.len())
                }
                None => String::new(),
            }
        }
        "STORE" => {
            if std::mem::take(&mut mailbox.breaks) {
                return None;
            }
            let uid = number(what);
            if what.contains("Flagged") {
                mailbox.flagged.push(uid);
            }
            String::new()
        }
        "EXPUNGE" => {
            let uid = number(what);
            let gone = at(&mailbox, uid).unwrap();
            mailbox.mails.remove(gone);
            format!("* {} EXPUNGE\r\n", gone + 1)
        }
        other => panic!("{other}"),
    })
}

async fn serve_smtp(office: Office, stream: TcpStream) {
    let (reader, mut writer) = stream.into_split();
    let mut reader = BufReader::new(reader);
    let _ = writer.write_all(b"220 poste\r\n").await;
    let mut line = String::new();
    while reader.read_line(&mut line).await.is_ok_and(|read| read > 0) {
        let said = std::mem::take(&mut line);
        let answer = match said.trim_end().split([' ', ':']).next().unwrap_or_default() {
            "EHLO" => "250-poste\r\n250 AUTH PLAIN",
            "AUTH" => "235 bonjour",
            "DATA" => {
                let _ = writer.write_all(b"354 allez\r\n").await;
                let mut mail = Vec::new();
                while !mail.ends_with(b"\r\n.\r\n") {
                    mail.push(reader.read_u8().await.unwrap());
                }
                office.sent.lock().unwrap().push(String::from_utf8(mail).unwrap());
                "250 pris"
            }
            "QUIT" => "221 au revoir",
            _ => "250 oui",
        };
        let _ = writer.write_all(format!("{answer}\r\n").as_bytes()).await;
    }
}

async fn page(app: &Router, path: &str, cookie: &str) -> String {
    text(get_with(app, path, &[("cookie", cookie)]).await).await
}

/// Reads a page until it says something.
async fn until(app: &Router, path: &str, cookie: &str, words: &str) -> String {
    for _ in 0..200 {
        let page = page(app, path, cookie).await;
        if page.contains(words) {
            return page;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("{path} never says {words}")
}

/// The value of a header of a letter.
fn said<'a>(letter: &'a str, name: &str) -> &'a str {
    letter.lines().find_map(|line| line.strip_prefix(name)).unwrap_or_default().trim()
}

const SCREEN: &str = "/cyberimpact/administration/canaux";
const DESK: &str = "/brigade/poste?conversation=1";

#[tokio::test]
async fn a_mail_is_answered_at_the_desk_and_leaves_nothing_in_its_mailbox() {
    let office = Office::open().await;
    office.put("1", "", "J’ai perdu mon passeport.");
    office.put("2", "Auto-Submitted: auto-replied\r\n", "Je suis absent.");
    let store = fresh(&folder(), "mail").await;
    let (app, supervisor) = living(config(), store, Moving::at(today()));
    let admin = enter(&app, Role::Administrator).await;
    let agent = enter(&app, Role::Agent).await;
    let wrong = office.form().replace("mot-de-passe", "autre");
    assert_eq!(post(&app, &format!("{SCREEN}/regler"), &wrong, &admin).await.status(), 303);
    until(&app, SCREEN, &admin, "identifiant ou mot de passe refusé").await;
    assert_eq!(post(&app, &format!("{SCREEN}/regler"), &office.form(), &admin).await.status(), 303);
    office.is_empty().await;
    let queue = until(&app, "/brigade/poste", &agent, "par courriel").await;
    assert!(!queue.contains("anne@"));
    assert_eq!(get(&app, "/canaux/courriel").await.status(), 404, "nobody calls for a mailbox");
    post(&app, "/brigade/poste/prendre", "number=1", &agent).await;
    let open = page(&app, DESK, &agent).await;
    assert!(
        open.contains("Objet : Passeport")
            && open.contains("J’ai perdu mon passeport.")
            && !open.contains("absent")
    );
    let answer =
        "number=1&seen=1&message=018f2d6e-0000-7000-8000-0000000000aa&text=O%C3%B9+%C3%A9tiez-vous+%3F";
    assert_eq!(post(&app, "/brigade/poste/repondre", answer, &agent).await.status(), 303);
    let letter = office.letters(1).await.remove(0);
    assert_eq!(said(&letter, "Subject:"), "Re: Passeport");
    assert_eq!(
        (said(&letter, "To:"), said(&letter, "In-Reply-To:")),
        ("anne@exemple.org", "<1@exemple.org>")
    );
    assert_eq!(said(&letter, "Auto-Submitted:"), "", "a person wrote it");
    until(&app, DESK, &agent, ", parti").await;
    // While the mailbox is watched; the line is cut once it is stored: it is known when it is read again.
    office.mailbox.lock().unwrap().breaks = true;
    office.put("3", &format!("In-Reply-To: {}\r\n", said(&letter, "Message-ID:")), "À la gare de Rennes.");
    until(&app, DESK, &agent, "À la gare de Rennes.").await;
    office.is_empty().await;
    let logins = office.mailbox.lock().unwrap().logins;
    assert!(logins >= 3, "{logins}");
    assert_eq!(page(&app, DESK, &agent).await.matches("À la gare de Rennes.</p>").count(), 1);
    // A mailbox that was restored gives its numbers anew: what came is known, what is new is read.
    {
        let mut mailbox = office.mailbox.lock().unwrap();
        (mailbox.validity, mailbox.next) = (8, 1);
    }
    office.put("3", &format!("In-Reply-To: {}\r\n", said(&letter, "Message-ID:")), "À la gare de Rennes.");
    office.put("4", &format!("References: {}\r\n", said(&letter, "Message-ID:")), "C’était hier.");
    until(&app, DESK, &agent, "C’était hier.").await;
    office.is_empty().await;
    assert_eq!(page(&app, DESK, &agent).await.matches("À la gare de Rennes.</p>").count(), 1);
    // Who can't be answered stays there, marked, and the screen says so.
    office.put_raw("Subject: x\r\n\r\nBonjour\r\n".to_owned());
    until(&app, SCREEN, &admin, "est resté dans la boîte").await;
    assert_eq!(office.mailbox.lock().unwrap().flagged, [3]);
    supervisor.stop(Duration::from_secs(5)).await;
}

#[tokio::test]
async fn who_writes_by_the_contact_form_reads_the_answer_in_their_mailbox() {
    let office = Office::open().await;
    let store = fresh(&folder(), "contact").await;
    let (app, supervisor) = living(config(), store, Moving::at(today()));
    let (admin, agent) = (enter(&app, Role::Administrator).await, enter(&app, Role::Agent).await);
    const FORM: &str = "message=018f2d6e-0000-7000-8000-0000000000bb&formulaire=1&langue=fr";
    // Without a mailbox, no address is asked for on the way in, and none is taken.
    assert!(!text(get(&app, "/brigade").await).await.contains("/brigade/ecrire"));
    let none = post(&app, "/brigade/discuter", &format!("{FORM}&text=Bonjour&address=a%40b.fr"), "").await;
    assert_eq!(none.status(), 400);
    post(&app, &format!("{SCREEN}/regler"), &office.form(), &admin).await;
    assert!(text(get(&app, "/brigade").await).await.contains("/brigade/ecrire"));
    let form = text(get(&app, "/brigade/ecrire").await).await;
    assert!(form.contains("name=\"address\"") && form.contains("facultatif") && form.contains("tel:112"));
    // A wrong address loses nothing of what was typed, and opens nothing.
    let wrong =
        post(&app, "/brigade/discuter", &format!("{FORM}&text=Mon+v%C3%A9lo&address=anne%40"), "").await;
    assert_eq!((wrong.status().as_u16(), header(&wrong, "set-cookie")), (400, ""));
    let wrong = text(wrong).await;
    assert!(
        wrong.contains("Mon vélo") && wrong.contains("value=\"anne@\"") && wrong.contains("pas complète")
    );
    let sent =
        post(&app, "/brigade/discuter", &format!("{FORM}&text=Mon+v%C3%A9lo&address=anne%40exemple.org"), "")
            .await;
    assert_eq!((sent.status().as_u16(), header(&sent, "location")), (303, "/brigade/discuter#texte"));
    let cookie = header(&sent, "set-cookie").split(';').next().unwrap().to_owned();
    let own = page(&app, "/brigade/discuter", &cookie).await;
    assert!(own.contains("Les réponses partent aussi à anne@exemple.org."));
    assert!(page(&app, "/brigade/discuter/donnees", &cookie).await.contains("anne@exemple.org"));
    assert!(
        page(&app, "/brigade/discuter/donnees.json", &cookie)
            .await
            .contains("\"address\":\"anne@exemple.org\"")
    );
    let queue = page(&app, "/brigade/poste", &agent).await;
    assert!(queue.contains("par le formulaire de contact") && !queue.contains("anne@"));
    post(&app, "/brigade/poste/prendre", "number=1", &agent).await;
    let answer = "number=1&seen=1&message=018f2d6e-0000-7000-8000-0000000000cc&text=Venez+nous+voir.";
    assert_eq!(post(&app, "/brigade/poste/repondre", answer, &agent).await.status(), 303);
    let letter = office.letters(1).await.remove(0);
    assert_eq!(said(&letter, "To:"), "anne@exemple.org");
    assert!(!letter.contains("vélo"), "what they confided is not sent back");
    // By mail they go on with it; then they take the address back, and nothing leaves any more.
    office.put("9", &format!("In-Reply-To: {}\r\n", said(&letter, "Message-ID:")), "Je viens demain.");
    until(&app, "/brigade/discuter", &cookie, "Je viens demain.").await;
    assert_eq!(post(&app, "/brigade/discuter/sans-adresse", "", &cookie).await.status(), 303);
    assert!(page(&app, "/brigade/discuter", &cookie).await.contains("Recevoir les réponses par courriel"));
    let bad = text(post(&app, "/brigade/discuter/adresse", "address=x", &cookie).await).await;
    assert!(bad.contains("pas complète"));
    assert_eq!(post(&app, "/brigade/discuter/adresse", "address=b%40c.fr", &cookie).await.status(), 303);
    assert_eq!(post(&app, "/brigade/discuter/adresse", "address=b%40c.fr", "").await.status(), 404);
    supervisor.stop(Duration::from_secs(5)).await;
}
