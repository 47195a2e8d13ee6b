WITH
titres_classes AS (
    SELECT
        a.assure,
        t.fin,
        t.eloignement,
        row_number() OVER (PARTITION BY a.assure ORDER BY t.fin DESC, t.eloignement DESC NULLS LAST) AS rang
    FROM assure_au_jour AS a
    JOIN titre_sejour AS t ON t.assure = a.assure
    WHERE least(coalesce(t.debut, :au), coalesce(t.connu_le, :au)) <= :au
),
-- Le dernier titre connu compte seul ; les droits tiennent jusqu'à la fin d'un mois, jamais jusqu'au jour du titre.
-- étape : a un titre de séjour connu de la caisse
titres AS (
    SELECT
        assure,
        fin,
        CASE
            WHEN eloignement
                THEN fin_du_mois(mois_apres(fin, parametre('sejour.maintien_droits_eloignement_mois')))
            ELSE fin_du_mois(mois_apres(fin, parametre('sejour.maintien_droits_mois')))
        END AS droits_jusqu
    FROM titres_classes
    WHERE rang = 1
),
-- étape : a un titre qui prend bientôt fin, ou qui a pris fin
finissants AS (
    SELECT assure, fin, droits_jusqu FROM titres
    WHERE mois_avant(fin, parametre('titre_de_sejour.anticipation_mois')) <= :au
),
-- étape : a encore ses droits maintenus
maintenus AS (
    SELECT assure, fin, droits_jusqu FROM finissants
    WHERE droits_jusqu >= :au
)
-- étape : n'a pas encore transmis de nouveau titre
SELECT
    m.assure,
    CAST(m.fin AS VARCHAR) AS objet,
    q.destinataire,
    m.fin,
    m.fin < :au AS expire,
    m.droits_jusqu,
    m.droits_jusqu AS echeance
FROM maintenus AS m
JOIN contact_de_la_personne AS q ON q.assure = m.assure
WHERE NOT EXISTS (
    SELECT 1 FROM piece AS p
    WHERE p.assure = m.assure
        AND p.type = 'titre_sejour'
        AND p.recue_le >= mois_avant(m.fin, parametre('titre_de_sejour.piece_recente_mois'))
        AND p.recue_le <= :au
        AND (p.rejetee_le IS NULL OR p.rejetee_le > :au)
)
