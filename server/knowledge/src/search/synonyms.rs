//! Words that citizens and the administration use for the same thing.

use std::collections::HashMap;

use super::words::stem;

/// One group a line.
const GROUPS: &str = "\
gendarme policier police gendarmerie brigade commissariat unite
plainte deposer porter
vol voler derober piquer voleur
cambriolage cambrioler effraction cambrioleur
arnaque escroquerie fraude arnaquer escroc phishing hameconnage
voiture vehicule automobile auto bagnole
moto scooter cyclomoteur
trottinette edpm
velo bicyclette vtt
portable mobile telephone smartphone gsm
courriel email mail mel messagerie
pirater piratage hacker intrusion
effacer supprimer enlever retirer suppression effacement
pub publicite publicitaire demarchage prospection sollicitation
courrier postal poste lettre
photo photographie image
video videosurveillance camera videoprotection
enfant fils fille mineur ado adolescent gamin
mari conjoint femme compagnon epoux epouse concubin
frapper battre taper coup violence
bruit tapage boucan vacarme
voisin voisinage
chien animal
arme fusil pistolet carabine
amende contravention pv prune
permis conduire conduite
alcool ivre ethylotest alcoolemie
drogue stupefiant cannabis
papier identite cni passeport
recruter recrutement embauche candidat candidature engager
metier emploi travail job
salaire paye remuneration solde
employeur patron entreprise societe chef
salarie employe travailleur
ecole scolaire college lycee
argent dette credit emprunt
banque bancaire banquier
carte cb
internet web ligne site
copie double duplicata exemplaire
conserver conservation garder duree delai
arreter cesser opposer opposition stopper refuser
acceder acces consulter consultation
surveiller surveillance espionner
gratuit payant prix cout tarif payer
information donnee renseignement
inscrit fiche enregistre
horaire ouverture ouvert
avocat defenseur
disparition disparu fugue fugueur
mort deces decede mourir
blesse blessure accident
vacances absence absent
logement loger bailleur locataire proprietaire appartement maison";

/// Stems, and those that mean nearly the same.
#[derive(Debug)]
pub struct Synonyms(HashMap<String, Vec<String>>);

impl Default for Synonyms {
    fn default() -> Self {
        let mut near: HashMap<String, Vec<String>> = HashMap::new();
        for group in GROUPS.lines() {
            let stems: Vec<String> = group.split(' ').map(stem).collect();
            for one in &stems {
                let others = stems.iter().filter(|other| *other != one).cloned();
                near.entry(one.clone()).or_default().extend(others);
            }
        }
        Self(near)
    }
}

impl Synonyms {
    pub fn of(&self, stem: &str) -> &[String] {
        self.0.get(stem).map_or(&[], Vec::as_slice)
    }
}
