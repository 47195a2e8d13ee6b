WITH
-- Une aide sans référence se reconnaît à son jour ; enregistrée deux fois sous la même référence, elle est une seule aide.
-- étape : a une aide accordée, encore valable
aides AS (
    SELECT
        e.assure,
        coalesce(nullif(e.objet, ''), CAST(e.date_evenement AS VARCHAR)) AS aide,
        max(nullif(e.objet, '')) AS reference,
        max(e.montant) AS montant,
        min(e.date_evenement) AS accordee_le
    FROM evenement AS e
    JOIN assure_au_jour USING (assure)
    WHERE e.type = 'aide_accordee'
        AND mois_apres(e.date_evenement, parametre('aide_non_utilisee.validite_mois')) >= :au
        AND e.date_evenement <= :au
    GROUP BY e.assure, coalesce(nullif(e.objet, ''), CAST(e.date_evenement AS VARCHAR))
),
-- étape : l'a depuis assez longtemps pour avoir pu l'utiliser
anciennes AS (
    SELECT * FROM aides
    WHERE mois_apres(accordee_le, parametre('aide_non_utilisee.attente_mois')) <= :au
)
-- étape : n'a présenté aucune facture pour cette aide
SELECT
    a.assure,
    a.aide AS objet,
    k.destinataire,
    a.reference,
    a.montant,
    a.accordee_le,
    mois_apres(a.accordee_le, parametre('aide_non_utilisee.validite_mois')) AS echeance
FROM anciennes AS a
JOIN contact_de_la_personne AS k ON k.assure = a.assure
WHERE NOT EXISTS (
    SELECT 1 FROM evenement AS f
    WHERE f.assure = a.assure
        AND f.type = 'aide_facturee'
        AND coalesce(f.objet, '') = coalesce(a.reference, '')
        AND f.date_evenement BETWEEN a.accordee_le AND :au
)
