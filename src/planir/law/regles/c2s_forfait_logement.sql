-- titre : Ce que vaut le logement dans les ressources de la complémentaire santé solidaire
-- description : Avec une aide au logement, l'aide elle-même, dans la limite du forfait (CSS, R.861-7) ; propriétaire ou logé gratuitement sans
-- description : aide, un forfait (R.861-5) ; sinon rien. Ce sont des parts du RSA d'un foyer d'une, deux, ou trois personnes et plus, sur
-- description : douze mois. Ce qui n'est pas connu tient entre deux bornes.
-- colonne foyer : le foyer
-- colonne terme : forfait_logement_aide ou forfait_logement_occupation
-- colonne montant : euros par an, au moins
-- colonne montant_max : euros par an, au plus
WITH
foyers AS (
    SELECT
        p.foyer,
        l.statut,
        l.aide_mensuelle,
        CASE p.personnes
            WHEN 1
                THEN parametre('c2s.mois_comptes') * parametre('rsa.montant') * parametre('forfait_logement.aide_1')
            WHEN 2
                THEN parametre('c2s.mois_comptes') * parametre('rsa.montant') * parametre('forfait_logement.rsa_part_2')
                    * parametre('forfait_logement.aide_2')
            ELSE
                parametre('c2s.mois_comptes') * parametre('rsa.montant') * parametre('forfait_logement.rsa_part_3')
                    * parametre('forfait_logement.aide_3')
        END AS forfait_aide,
        CASE p.personnes
            WHEN 1
                THEN parametre('c2s.mois_comptes') * parametre('rsa.montant') * parametre('forfait_logement.proprietaire_1')
            WHEN 2
                THEN parametre('c2s.mois_comptes') * parametre('rsa.montant') * parametre('forfait_logement.rsa_part_2')
                    * parametre('forfait_logement.proprietaire_2')
            ELSE
                parametre('c2s.mois_comptes') * parametre('rsa.montant') * parametre('forfait_logement.rsa_part_3')
                    * parametre('forfait_logement.proprietaire_3')
        END AS forfait_occupation
    FROM c2s_plafond AS p
    LEFT JOIN logement_au_jour AS l ON l.foyer = p.foyer
)
SELECT
    foyer,
    CASE
        WHEN aide_mensuelle > 0 OR NOT coalesce(statut, '') IN ('proprietaire', 'heberge_gratuit') THEN 'forfait_logement_aide'
        ELSE 'forfait_logement_occupation'
    END AS terme,
    round(
        CASE
            WHEN aide_mensuelle > 0 THEN least(parametre('c2s.mois_comptes') * aide_mensuelle, forfait_aide)
            WHEN statut IN ('proprietaire', 'heberge_gratuit') AND aide_mensuelle = 0 THEN forfait_occupation
            ELSE 0
        END,
        2
    ) AS montant,
    round(
        CASE
            WHEN aide_mensuelle > 0 THEN least(parametre('c2s.mois_comptes') * aide_mensuelle, forfait_aide)
            WHEN statut IN ('hebergement_collectif', 'sans_domicile') THEN 0
            WHEN statut IN ('proprietaire', 'heberge_gratuit') AND aide_mensuelle = 0 THEN forfait_occupation
            WHEN statut = 'locataire' AND aide_mensuelle = 0 THEN 0
            WHEN statut = 'locataire' THEN forfait_aide
            ELSE greatest(forfait_aide, forfait_occupation)
        END,
        2
    ) AS montant_max
FROM foyers
