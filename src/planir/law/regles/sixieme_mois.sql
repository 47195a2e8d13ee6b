-- titre : Fin du sixième mois d'arrêt, et conditions pour être payé ensuite
-- description : Pour qui est présumé en arrêt et n'est pas encore payé au-delà du sixième mois (CSS, R.313-3 2°) : douze mois
-- description : d'affiliation, et 600 heures de travail en douze mois ou des salaires d'au moins 2 030 SMIC horaires en douze
-- description : mois civils, au SMIC du 1er janvier d'avant ces douze mois. Ces conditions se lisent à l'interruption du travail, ou
-- description : à la fin de la dernière activité si elle est antérieure (maintien de droits). Ce qui n'est pas connu n'est pas tenu pour rempli.
-- colonne assure : la personne
-- colonne debut_arret : début présumé de l'arrêt, jours de carence compris
-- colonne dernier_jour : dernier jour payé
-- colonne fin_sixieme_mois : dernier jour du sixième mois
-- colonne heures : heures connues sur douze mois ; vide si aucune n'est connue
-- colonne salaires : salaires connus sur douze mois civils, en euros ; vide si aucun n'est connu
-- colonne salaires_requis : salaires demandés, en euros, au SMIC du 1er janvier d'avant les douze mois civils lus
-- colonne affiliation_recente : affiliée à la caisse depuis moins de douze mois
-- colonne tout_connu : les heures et les salaires de toutes les activités de l'année sont connus
-- colonne remplies : ce que la caisse connaît suffit
WITH
arrets AS (
    SELECT
        assure,
        dernier_jour,
        jours_avant(debut, parametre('indemnites_journalieres.carence_jours')) AS debut_arret,
        jours_avant(
            mois_apres(
                jours_avant(debut, parametre('indemnites_journalieres.carence_jours')),
                parametre('indemnites_journalieres.premiers_mois')
            ),
            1
        ) AS fin_sixieme_mois
    FROM arret_en_cours
),
proches AS (
    SELECT assure, debut_arret, dernier_jour, fin_sixieme_mois
    FROM arrets
    WHERE fin_sixieme_mois >= dernier_jour
),
activites AS (
    SELECT
        p.assure,
        a.debut,
        least(a.fin, jours_avant(p.debut_arret, 1)) AS fin,
        a.heures_mensuelles,
        a.salaire_mensuel
    FROM proches AS p
    JOIN activite AS a ON a.assure = p.assure AND a.debut < p.debut_arret
    WHERE a.nature <> 'independant'
),
references_lues AS (
    SELECT assure, jours_apres(max(fin), 1) AS reference
    FROM activites
    GROUP BY assure
),
fenetres AS (
    SELECT
        assure,
        reference,
        mois_avant(reference, parametre('indemnites_journalieres.fenetre_au_dela_mois')) AS premier_jour,
        mois_avant(
            premier_du_mois(reference), parametre('indemnites_journalieres.fenetre_au_dela_mois')
        ) AS premier_mois,
        premier_du_mois(reference) AS mois_reference
    FROM references_lues
),
-- Une activité donne ses heures et ses gains par mois : au prorata des jours, douze mois faisant la fenêtre entière.
mesures AS (
    SELECT
        f.assure,
        a.heures_mensuelles,
        a.salaire_mensuel,
        greatest(0, jours_entre(greatest(a.debut, f.premier_jour), least(jours_apres(a.fin, 1), f.reference))) AS jours,
        jours_entre(f.premier_jour, f.reference) AS fenetre,
        greatest(
            0, jours_entre(greatest(a.debut, f.premier_mois), least(jours_apres(a.fin, 1), f.mois_reference))
        ) AS jours_civils,
        jours_entre(f.premier_mois, f.mois_reference) AS fenetre_civile
    FROM fenetres AS f
    JOIN activites AS a ON a.assure = f.assure
),
acquis AS (
    SELECT
        assure,
        sum(heures_mensuelles * jours) * parametre('indemnites_journalieres.fenetre_au_dela_mois') / max(fenetre)
            AS heures,
        sum(salaire_mensuel * jours_civils) * parametre('indemnites_journalieres.fenetre_au_dela_mois')
            / max(fenetre_civile) AS salaires,
        bool_and(heures_mensuelles IS NOT NULL AND salaire_mensuel IS NOT NULL) AS tout_connu
    FROM mesures
    WHERE jours > 0 OR jours_civils > 0
    GROUP BY assure
),
-- « Au 1er janvier qui précède immédiatement le début de cette période » de douze mois civils. Une période qui commence un
-- 1er janvier est une année civile : c'est ce jour-là, comme à l'article R.313-2 1° e.
periodes AS (
    SELECT
        p.assure,
        mois_avant(
            premier_du_mois(coalesce(r.reference, p.debut_arret)), parametre('indemnites_journalieres.fenetre_au_dela_mois')
        ) AS premier_mois
    FROM proches AS p
    LEFT JOIN references_lues AS r ON r.assure = p.assure
),
janviers AS (
    SELECT assure, 'smic.horaire' AS nom, mois_avant(premier_mois, mois(premier_mois) - 1) AS premier_janvier FROM periodes
),
smic AS (
    SELECT j.assure, v.valeur
    FROM janviers AS j
    JOIN parametre AS v ON v.nom = j.nom AND v.debut <= j.premier_janvier AND v.fin >= j.premier_janvier
),
juges AS (
    SELECT
        p.assure,
        p.debut_arret,
        p.dernier_jour,
        p.fin_sixieme_mois,
        round(q.heures, 2) AS heures,
        round(q.salaires, 2) AS salaires,
        round(parametre('indemnites_journalieres.smic_au_dela') * m.valeur, 2) AS salaires_requis,
        coalesce(
            s.affilie_depuis
            > mois_avant(p.debut_arret, parametre('indemnites_journalieres.affiliation_au_dela_mois')),
            false
        ) AS affiliation_recente,
        coalesce(q.tout_connu, false) AS tout_connu
    FROM proches AS p
    JOIN assure_au_jour AS s ON s.assure = p.assure
    LEFT JOIN acquis AS q ON q.assure = p.assure
    LEFT JOIN smic AS m ON m.assure = p.assure
)
SELECT
    assure,
    debut_arret,
    dernier_jour,
    fin_sixieme_mois,
    heures,
    salaires,
    salaires_requis,
    affiliation_recente,
    tout_connu,
    NOT affiliation_recente
        AND (
            coalesce(heures >= parametre('indemnites_journalieres.heures_au_dela'), false)
            OR coalesce(salaires >= salaires_requis, false)
        ) AS remplies
FROM juges
