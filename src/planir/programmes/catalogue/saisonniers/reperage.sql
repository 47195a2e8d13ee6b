WITH
saisons AS (
    SELECT assure, max(CASE WHEN fin >= :au THEN fin END) AS fin_en_cours
    FROM activite
    WHERE nature = 'saisonnier'
        AND debut <= :au
        AND (fin IS NULL OR fin > mois_avant(:au, parametre('saisonniers.fenetre_mois')))
    GROUP BY assure
),
-- étape : fait un travail saisonnier
saisonniers_connus AS (
    SELECT a.assure, s.fin_en_cours
    FROM assure_au_jour AS a
    LEFT JOIN saisons AS s USING (assure)
    WHERE a.statut_social = 'saisonnier' OR s.assure IS NOT NULL
),
-- Un changement enregistré par les deux caisses le même jour est un seul changement.
jours_de_changement AS (
    SELECT DISTINCT assure, date_evenement
    FROM evenement
    WHERE type = 'changement_caisse'
        AND date_evenement <= :au
        AND date_evenement > mois_avant(:au, parametre('saisonniers.fenetre_mois'))
),
decomptes AS (
    SELECT assure, count(*) AS changements, min(date_evenement) AS premier, max(date_evenement) AS dernier
    FROM jours_de_changement
    GROUP BY assure
)
-- étape : a changé plusieurs fois de caisse en un an
SELECT
    s.assure,
    '' AS objet,
    k.destinataire,
    d.changements,
    d.premier,
    d.dernier,
    s.fin_en_cours AS echeance
FROM saisonniers_connus AS s
JOIN decomptes AS d ON d.assure = s.assure
JOIN contact_de_la_personne AS k ON k.assure = s.assure
WHERE d.changements >= parametre('saisonniers.changements')
