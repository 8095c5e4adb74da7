//! What people write behind the login: annotations, followed series, views, mails, weights and targets.

use std::sync::{Arc, Mutex, atomic::Ordering};

use axum::Router;
use domain::{
    identity::{Mandate, Operation, Role},
    territory::Territory,
};
use server::{mail::MailConfig, web};
use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufReader},
    net::TcpListener,
};

use crate::support::{app, config, enter, get_with, living, own, post, status, text};

async fn read(app: &Router, path: &str, cookie: &str) -> String {
    text(get_with(app, path, &[("cookie", cookie)]).await).await
}

fn annotation(place: &str, day: &str, words: &str, audience: &str) -> String {
    format!("indicator=pre_complaints&territory={place}&day={day}&body={words}&audience={audience}")
}

#[tokio::test]
async fn each_form_asks_for_its_operation_and_its_territory() {
    let (app, ..) = own().await;
    for role in Role::ALL {
        let cookie = enter(&app, role).await;
        let home = if role == Role::DepartmentalCommand { "departement:35" } else { "france" };
        let mandate = Mandate::new(role, Territory::parse(home).unwrap()).unwrap();
        let own = annotation("departement:35", "2024-06-03", "Essai", "tous");
        let foreign = annotation("departement:29", "2024-06-03", "Essai", "tous");
        let action = |place: &str| {
            format!(
                "title=T&kind=autre&territory={place}&indicator=pre_complaints&from=2024-06-01&until=2024-06-02"
            )
        };
        let follow = |place: &str| format!("indicator=pre_complaints&territory={place}");
        let national = role != Role::DepartmentalCommand;
        for (path, body, operation, reaches) in [
            ("/cyberimpact/annotations", own, Operation::Annotate, true),
            ("/cyberimpact/annotations", foreign, Operation::Annotate, national),
            ("/cyberimpact/actions", action("departement:35"), Operation::DescribeActions, true),
            ("/cyberimpact/actions", action("departement:29"), Operation::DescribeActions, national),
            ("/cyberimpact/suivi/suivre", follow("departement:35"), Operation::ReadFigures, true),
            ("/cyberimpact/suivi/suivre", follow("departement:29"), Operation::ReadFigures, national),
            ("/cyberimpact/suivi/vues", "title=V&query=s1%3Dcontacts".into(), Operation::ReadFigures, true),
            ("/cyberimpact/suivi/lettre", "address=".into(), Operation::ReadFigures, true),
            (
                "/cyberimpact/administration/comptes/fermer",
                "number=99".into(),
                Operation::ManageAccounts,
                true,
            ),
        ] {
            let wanted = if mandate.may(operation) && reaches { 303 } else { 403 };
            assert_eq!(post(&app, path, &body, &cookie).await.status(), wanted, "{role:?} {path} {body}");
        }
        let wanted = if mandate.may(Operation::SetScores) { 400 } else { 403 };
        let scores = "/cyberimpact/administration/scores";
        assert_eq!(
            post(&app, scores, "weight-audience=x", &cookie).await.status(),
            wanted,
            "{role:?} scores"
        );
    }
}

#[tokio::test]
async fn an_annotation_is_read_by_whom_it_is_for_and_stands_on_the_curve() {
    let app = app().await;
    let (analyst, command, local) = (
        enter(&app, Role::Analyst).await,
        enter(&app, Role::NationalCommand).await,
        enter(&app, Role::DepartmentalCommand).await,
    );
    let write = async |cookie: &str, body: String| {
        assert_eq!(post(&app, "/cyberimpact/annotations", &body, cookie).await.status(), 303, "{body}");
    };
    write(&analyst, annotation("departement:35", "2024-05-14", "Panne+du+formulaire", "tous")).await;
    write(&analyst, annotation("france", "2024-05-14", "Brouillon+personnel", "moi")).await;
    write(&command, annotation("france", "2024-04-02", "Consigne+nationale", "collegues")).await;
    write(&analyst, annotation("departement:29", "2024-05-14", "Affaire+du+Finist%C3%A8re", "tous")).await;
    for (words, readers) in [
        ("Panne du formulaire", [true, true, true]),
        ("Brouillon personnel", [true, false, false]),
        ("Consigne nationale", [true, true, false]),
        ("Affaire du Finistère", [true, true, false]),
    ] {
        for (cookie, sees) in [&analyst, &command, &local].into_iter().zip(readers) {
            let page = read(&app, "/cyberimpact/annotations", cookie).await;
            assert_eq!(page.contains(words), sees, "{words}");
        }
    }
    // On the curve of its series, at its place; on no other.
    let chart = |place: &str| {
        format!("/graphiques/cyberimpact/acteurs/pre-plaintes.json?territoire={place}&periode=origine")
    };
    assert!(read(&app, &chart("departement:35"), &local).await.contains("14 mai 2024 : Panne du formulaire"));
    let france = read(&app, &chart("france"), &local).await;
    assert!(!france.contains("Panne") && !france.contains("Brouillon"));
    let page = read(&app, "/cyberimpact/acteurs?territoire=departement:35", &local).await;
    assert!(page.contains("14 mai 2024 : Panne du formulaire"), "and in words");
    let public = read(&app, "/graphiques/territoires/35/pre-plaintes.json?periode=origine", &local).await;
    assert!(!public.contains("Panne"), "not on the public's side");

    // Answers, and taking back what is one's own.
    let page = read(&app, "/cyberimpact/annotations", &local).await;
    // Its own forms: other tests write annotations into the same database meanwhile.
    let own = page.split("Panne du formulaire").nth(1).unwrap();
    let id = own.split("name=\"number\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let (answer, withdraw) = ("/cyberimpact/annotations/repondre", "/cyberimpact/annotations/retirer");
    let said = |words: &str| format!("number={id}&body={words}");
    assert_eq!(post(&app, answer, &said("R%C3%A9tabli+le+16"), &local).await.status(), 303);
    assert!(read(&app, "/cyberimpact/annotations", &analyst).await.contains("Rétabli le 16"));
    let long = "mot+".repeat(126);
    let refused = post(&app, answer, &said(&long), &local).await;
    assert_eq!(refused.status(), 400);
    let page = text(refused).await;
    assert!(page.contains(&format!("value=\"{}\"", long.replace('+', " "))), "what was typed is there");
    assert_eq!(page.matches("aria-invalid=\"true\"").count(), 1, "and it is said of its field alone");
    assert_eq!(
        post(&app, answer, "number=999&body=x", &local).await.status(),
        403,
        "of what one may not read"
    );
    assert_eq!(post(&app, withdraw, &said(""), &local).await.status(), 403, "somebody else's");
    assert_eq!(post(&app, withdraw, &said(""), &analyst).await.status(), 303);
    assert!(!read(&app, "/cyberimpact/annotations", &local).await.contains("Panne"));
    for (body, told) in [
        (annotation("lune", "2024-05-14", "x", "tous"), "Choisissez un territoire"),
        (annotation("france", "demain", "x", "tous"), "porte sur un jour"),
        (annotation("france", "2024-05-14", "", "tous"), "entre 1 et 280"),
        (annotation("france", "2024-05-14", "x", "monde"), "qui lira"),
    ] {
        let response = post(&app, "/cyberimpact/annotations", &body, &analyst).await;
        assert_eq!(response.status(), 400, "{body}");
        assert!(text(response).await.contains(told), "{told}");
    }
}

#[tokio::test]
async fn an_annotation_may_be_about_a_part_and_stands_among_several_curves() {
    let app = app().await;
    let analyst = enter(&app, Role::Analyst).await;
    let write = async |series: &str, words: &str| {
        let body = format!("{series}&territory=france&day=2024-05-14&body={words}&audience=tous");
        post(&app, "/cyberimpact/annotations", &body, &analyst).await
    };
    let national = "indicateur=web_visits&filtres=subsite%3Anational";
    let sent = "indicator=web_visits&filters=subsite%3Anational";
    assert_eq!(write(sent, "Page+d%27accueil+refaite").await.status(), 303);
    for (series, refused) in [
        ("indicator=web_visits", "pas de valeur d’ensemble"),
        ("indicator=pre_complaints&filters=subsite%3Anational", "Cette partie de l’indicateur"),
        ("indicator=web_visits&filters=national", "Cette partie de l’indicateur"),
    ] {
        let response = write(series, "x").await;
        assert_eq!(response.status(), 400, "{series}");
        assert!(text(response).await.contains(refused), "{series}");
    }
    let said = "14 mai 2024 : Page d’accueil refaite".replace('’', "'");
    let audience = "/graphiques/cyberimpact/visibilite/audience.json?periode=origine";
    let chart = read(&app, audience, &analyst).await;
    assert!(chart.contains(&said), "on its curve, where a screen has it: {chart:.300}");
    // One of two curves: the annotation says of which.
    let two = "/graphiques/cyberimpact/explorer/courbes-1.json?periode=origine&s1=web_visits&f1=subsite%3Anational&s2=web_visits&f2=subsite%3Arecrutement";
    let chart = read(&app, two, &analyst).await;
    assert!(
        chart.contains("14 mai 2024 (") && chart.contains("Site national) : Page d'accueil"),
        "{chart:.300}"
    );
    let other = two.replace("f1=subsite%3Anational", "f1=subsite%3Agign");
    assert!(!read(&app, &other, &analyst).await.contains("Page d'accueil"), "on no other part");
    // Both can be followed and annotated from there; the form knows the parts.
    let page = read(&app, &two.replace("/graphiques", "").replace("/courbes-1.json", ""), &analyst).await;
    assert_eq!(page.matches("action=\"/cyberimpact/suivi/suivre\"").count(), 2);
    let form = read(&app, &format!("/cyberimpact/annotations?{national}&territoire=france"), &analyst).await;
    assert!(form.contains("<option value=\"subsite:national\" selected"), "the part that one came from");
    assert!(form.contains("value=\"subsite:recrutement\""), "and the others");
    let follow = format!("{sent}&territory=france");
    assert_eq!(post(&app, "/cyberimpact/suivi/suivre", &follow, &analyst).await.status(), 303);
    let following = read(&app, "/cyberimpact/suivi", &analyst).await;
    assert!(following.contains("Site national, France") && following.contains("<figure"), "its own curve");
    assert_eq!(post(&app, "/cyberimpact/suivi/cesser", &follow, &analyst).await.status(), 303);
    assert!(!read(&app, "/cyberimpact/suivi", &analyst).await.contains("id=\"suivi-1\""));
}

#[tokio::test]
async fn what_is_followed_and_kept_is_one_s_own() {
    let app = app().await;
    let (analyst, local) = (enter(&app, Role::Analyst).await, enter(&app, Role::DepartmentalCommand).await);
    let follow = "indicator=review_rating&territory=france&back=%2Fcyberimpact%2Fperception%23note";
    let response = post(&app, "/cyberimpact/suivi/suivre", follow, &analyst).await;
    assert_eq!(crate::support::header(&response, "location"), "/cyberimpact/perception#note");
    let away = follow.replace("%2Fcyberimpact%2Fperception%23note", "%2F%2Fmal.example");
    let response = post(&app, "/cyberimpact/suivi/suivre", &away, &analyst).await;
    assert_eq!(crate::support::header(&response, "location"), "/cyberimpact");
    let mine = read(&app, "/cyberimpact/suivi", &analyst).await;
    assert!(mine.contains("id=\"suivi-1\"") && mine.contains("Note moyenne"));
    assert!(!read(&app, "/cyberimpact/suivi", &local).await.contains("id=\"suivi-1\""));
    assert_eq!(status(&app, "/graphiques/cyberimpact/suivi/suivi-1.csv", &analyst).await, 200);
    post(&app, "/cyberimpact/suivi/cesser", "indicator=review_rating&territory=france", &analyst).await;
    assert!(!read(&app, "/cyberimpact/suivi", &analyst).await.contains("id=\"suivi-1\""));

    let keep = |name: &str, view: &str, shared: &str| format!("title={name}&query={view}{shared}");
    for (name, view, shared) in [
        ("Brouillon", "s1%3Dcontacts", ""),
        ("Nationale", "s1%3Dcontacts%26t1%3Dfrance", "&shared=oui"),
        ("Finistere", "s1%3Dpre_complaints%26t1%3Ddepartement%253A29", "&shared=oui"),
    ] {
        let response = post(&app, "/cyberimpact/suivi/vues", &keep(name, view, shared), &analyst).await;
        assert_eq!(response.status(), 303, "{name}");
    }
    let shown = read(&app, "/cyberimpact/explorer", &local).await;
    assert!(shown.contains("Nationale") && !shown.contains("Brouillon"));
    assert!(!shown.contains("Finistere"), "a territory that they may not read");
    let own = read(&app, "/cyberimpact/suivi", &analyst).await;
    for name in ["Brouillon", "Nationale", "Finistere"] {
        assert!(own.contains(name), "{name}");
    }
    let id = own.split("name=\"number\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let (rename, remove) = ("/cyberimpact/suivi/vues/renommer", "/cyberimpact/suivi/vues/retirer");
    let called =
        |name: &str| format!("number={id}&title={name}&back=%2Fcyberimpact%2Fexplorer%3Fs1%3Dcontacts");
    assert_eq!(post(&app, rename, &called("Autre"), &local).await.status(), 403, "somebody else's");
    assert_eq!(post(&app, rename, &called(""), &analyst).await.status(), 400);
    let response = post(&app, rename, &called("Rebaptis%C3%A9e"), &analyst).await;
    assert_eq!(crate::support::header(&response, "location"), "/cyberimpact/explorer?s1=contacts");
    assert!(read(&app, "/cyberimpact/suivi", &analyst).await.contains("Rebaptisée"));
    assert_eq!(post(&app, remove, &called(""), &local).await.status(), 403, "somebody else's");
    assert_eq!(post(&app, remove, &called(""), &analyst).await.status(), 303);
    for bad in [keep("", "s1%3Dcontacts", ""), keep("V", "s1%3D%22%3E%3Cscript%3E", "")] {
        assert_eq!(post(&app, "/cyberimpact/suivi/vues", &bad, &analyst).await.status(), 400, "{bad}");
    }
}

#[tokio::test]
async fn an_administrator_weighs_and_aims_and_everybody_sees_it() {
    let (_, _, clock, ..) = own().await;
    // On a copy of the demonstration: weights are everybody's.
    let store = store::Store::open(&crate::support::own_demonstration(&crate::support::folder()).await)
        .await
        .unwrap();
    let app = web::router(config(), store, clock).unwrap();
    let administrator = enter(&app, Role::Administrator).await;
    let reader = enter(&app, Role::NationalCommand).await;
    let score = |page: &str| -> f64 {
        let part = page.split("href=\"/cyberimpact/perception\"").nth(2).unwrap_or(page);
        part.split("<strong>").nth(1).unwrap().split('<').next().unwrap().parse().unwrap()
    };
    let before = read(&app, "/cyberimpact", &reader).await;
    assert!(!before.contains("Où en sont nos objectifs"));
    let ids = [
        "audience", "abonnes", "annuaire", "note", "reponses", "delai", "duree", "fraudes", "montant",
        "metiers",
    ];
    let form = |weights: &dyn Fn(&str) -> &'static str, aims: &dyn Fn(&str) -> &'static str| -> String {
        ids.map(|id| format!("weight-{id}={}&target-{id}={}", weights(id), aims(id))).join("&")
    };
    let rating_alone = |id: &str| match id {
        "note" => "10",
        "reponses" | "delai" | "duree" => "0",
        _ => "1",
    };
    let only_rating = form(&rating_alone, &|id| match id {
        "note" => "1",
        "montant" => "0,5",
        _ => "",
    });
    let path = "/cyberimpact/administration/scores";
    assert_eq!(post(&app, path, &only_rating, &reader).await.status(), 403);
    let wrong = only_rating.replace("weight-note=10", "weight-note=11");
    let response = post(&app, path, &wrong, &administrator).await;
    assert_eq!(response.status(), 400);
    let page = text(response).await;
    assert!(page.contains("Un poids est un nombre de 0 à 10") && page.contains("value=\"11\""));
    for (typed, refused) in [
        (form(&|id| if id == "note" { "0" } else { rating_alone(id) }, &|_| ""), "au moins un poids"),
        (form(&rating_alone, &|id| if id == "reponses" { "98" } else { "" }), "une part va de 0 à 1"),
    ] {
        let response = post(&app, path, &typed, &administrator).await;
        assert_eq!(response.status(), 400);
        assert!(text(response).await.contains(refused), "{refused}");
    }
    assert!(!read(&app, "/cyberimpact", &reader).await.contains("objectif de"), "all or none");
    assert_eq!(post(&app, path, &only_rating, &administrator).await.status(), 303);
    let after = read(&app, "/cyberimpact", &reader).await;
    assert_ne!(score(&after), score(&before), "the score is now that of the rating alone");
    assert!(after.contains("Où en sont nos objectifs") && after.contains("Poids et objectifs fixés par"));
    let told = |name: &str| after.split("class=\"targets\"").nth(1).unwrap().contains(name);
    assert!(told(": atteint.") && told(": pas atteint."), "a rating above 1, a fraud above half a euro");
    let local = enter(&app, Role::DepartmentalCommand).await;
    assert!(
        read(&app, "/cyberimpact", &local).await.contains("Où en sont nos objectifs"),
        "means hold anywhere"
    );
    let journal = read(&app, "/cyberimpact/administration/journal", &administrator).await;
    assert!(
        journal.contains("poids note = 10")
            && journal.contains("objectif note") | journal.contains("objectif review_rating = 1")
    );
}

/// A mail server that takes everything and keeps it.
async fn post_office() -> (String, Arc<Mutex<Vec<String>>>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("smtp://{}", listener.local_addr().unwrap());
    let kept: Arc<Mutex<Vec<String>>> = Arc::default();
    let mails = kept.clone();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let mails = mails.clone();
            tokio::spawn(async move {
                let (reader, mut writer) = stream.into_split();
                let mut lines = BufReader::new(reader).lines();
                let (mut mail, mut inside) = (String::new(), false);
                writer.write_all(b"220 poste\r\n").await.unwrap();
                while let Ok(Some(line)) = lines.next_line().await {
                    if inside && line != "." {
                        mail.push_str(&line);
                        mail.push('\n');
                        continue;
                    }
                    let answer = match line.split([' ', ':']).next().unwrap_or_default() {
                        "." => {
                            inside = false;
                            mails.lock().unwrap().push(std::mem::take(&mut mail));
                            "250 pris"
                        }
                        "DATA" => {
                            inside = true;
                            "354 allez"
                        }
                        "RCPT" => {
                            mail.push_str(&format!("{line}\n"));
                            "250 oui"
                        }
                        "QUIT" => "221 au revoir",
                        _ => "250 oui",
                    };
                    writer.write_all(format!("{answer}\r\n").as_bytes()).await.unwrap();
                }
            });
        }
    });
    (url, kept)
}

/// Quoted-printable text, read back.
fn decoded(mail: &str) -> String {
    let joined = mail.replace("=\n", "");
    let mut bytes = Vec::new();
    let mut rest = joined.as_bytes().iter();
    while let Some(byte) = rest.next() {
        match byte {
            b'=' => {
                let pair: Vec<u8> = rest.by_ref().take(2).copied().collect();
                let text = std::str::from_utf8(&pair).unwrap_or("3D");
                bytes.push(u8::from_str_radix(text, 16).unwrap_or(b'?'));
            }
            other => bytes.push(*other),
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[tokio::test]
async fn a_digest_leaves_each_monday_once_to_who_asked() {
    let (url, kept) = post_office().await;
    let (_, _, clock, store, _) = own().await;
    let mailing = || {
        let mail =
            MailConfig { url: url.clone(), from: "cyberIMPACT <cyberimpact@gendarmerie.example>".into() };
        let config = server::config::ServerConfig { mail: Some(mail), ..config() };
        living(config, store.clone(), clock.clone())
    };
    let (app, first) = mailing();
    let cookie = enter(&app, Role::Analyst).await;
    let ask = async |address: &str| {
        post(&app, "/cyberimpact/suivi/lettre", &format!("address={address}"), &cookie)
            .await
            .status()
            .as_u16()
    };
    for outside in ["a%40mal.example", "%40gendarmerie.example", "a%0Ab%40gendarmerie.example", "a"] {
        assert_eq!(ask(outside).await, 400, "{outside}");
    }
    assert_eq!(ask("claude.petit%40gendarmerie.example").await, 303);
    post(&app, "/cyberimpact/suivi/suivre", "indicator=pre_complaints&territory=france", &cookie).await;
    for _ in 0..100 {
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        if !kept.lock().unwrap().is_empty() {
            break;
        }
    }
    tokio::time::sleep(std::time::Duration::from_millis(300)).await;
    let code = {
        let sent = kept.lock().unwrap().split_off(0);
        assert_eq!(sent.len(), 1, "a code to the address, and no mail in the week that it was asked for");
        let text = decoded(&sent[0]);
        let digits = text.split("Votre code : ").nth(1).unwrap();
        digits.chars().take(8).collect::<String>()
    };
    let confirm = async |code: &str| {
        let path = "/cyberimpact/suivi/lettre/confirmer";
        post(&app, path, &format!("code={code}"), &cookie).await.status().as_u16()
    };
    assert_eq!((confirm("12345").await, confirm("").await), (400, 400));
    assert_eq!(confirm(&format!("{}+{}", &code[..4], &code[4..])).await, 303);
    // Next Monday, eight o'clock: two instances look at once.
    clock.0.fetch_add(7 * 86_400 - 6 * 3600, Ordering::Relaxed);
    let ((_, second), (_, third)) = (mailing(), mailing());
    for _ in 0..100 {
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        if !kept.lock().unwrap().is_empty() {
            break;
        }
    }
    tokio::time::sleep(std::time::Duration::from_millis(300)).await;
    let mails = kept.lock().unwrap().clone();
    assert_eq!(mails.len(), 1, "one mail, whoever sends it");
    let mail = decoded(&mails[0]);
    assert!(mail.contains("claude.petit@gendarmerie.example"), "{mail}");
    assert!(mail.contains("Pré-plaintes déposées en ligne (France)"), "{mail}");
    assert!(mail.contains("https://barometre.example/cyberimpact/suivi"), "{mail}");
    let cookie = enter(&app, Role::Analyst).await;
    let ended = post(&app, "/cyberimpact/suivi/lettre", "address=", &cookie).await;
    assert_eq!(ended.status(), 303, "and it ends when one likes");
    for supervisor in [first, second, third] {
        supervisor.stop(std::time::Duration::from_secs(5)).await;
    }
}
