-- titre : De la pension d'invalidité à la retraite
-- description : Pour qui perçoit une pension d'invalidité au jour jugé : quand elle laisse place à la retraite pour
-- description : inaptitude (CSS, L.341-15 et R.341-22), à 62 ans quelle que soit l'année de naissance (D.351-1-14).
-- description : Qui travaille la garde tant qu'il ne demande pas sa retraite, jusqu'à 67 ans (L.341-16) ; qui perçoit une
-- description : allocation de chômage, quelques mois de plus (L.341-17). Une naissance connue à l'année près est lue au
-- description : 1er janvier : la date la plus précoce.
-- colonne assure : la personne
-- colonne anniversaire : jour où l'âge est atteint
-- colonne date_effet : premier jour de la retraite, le 1er du mois qui suit
-- colonne en_activite : une activité professionnelle est en cours
-- colonne au_chomage : une allocation de chômage est en cours, et pas d'activité
-- colonne fin_pension : dernier jour possible de la pension d'invalidité
WITH
pensions AS (
    SELECT DISTINCT assure FROM allocation_au_jour
    WHERE type = 'pension_invalidite'
),
actifs AS (
    SELECT DISTINCT assure FROM activite_au_jour
),
chomeurs AS (
    SELECT DISTINCT assure FROM allocation_au_jour
    WHERE type = 'are'
),
ages AS (
    SELECT
        p.assure,
        s.date_naissance,
        ans_apres(s.date_naissance, parametre('invalidite.age_fin')) AS anniversaire,
        a.assure IS NOT NULL AS en_activite,
        a.assure IS NULL AND c.assure IS NOT NULL AS au_chomage
    FROM pensions AS p
    JOIN assure_au_jour AS s ON s.assure = p.assure
    LEFT JOIN actifs AS a ON a.assure = p.assure
    LEFT JOIN chomeurs AS c ON c.assure = p.assure
    WHERE s.date_naissance IS NOT NULL
)
SELECT
    assure,
    anniversaire,
    jours_apres(fin_du_mois(anniversaire), 1) AS date_effet,
    en_activite,
    au_chomage,
    CASE
        WHEN en_activite THEN fin_du_mois(ans_apres(date_naissance, parametre('invalidite.age_fin_en_activite')))
        WHEN au_chomage THEN fin_du_mois(mois_apres(anniversaire, parametre('invalidite.maintien_chomage_mois')))
        ELSE fin_du_mois(anniversaire)
    END AS fin_pension
FROM ages
