-- Pour tout le monde, trouvé ou non : le capital décès accordé à un proche, ou à quelqu'un de son foyer.
WITH
accords AS (
    SELECT p.defunt, p.assure, p.foyer, d.decidee_le
    FROM proche_d_un_defunt AS p
    JOIN demande AS d ON d.assure = p.assure
    WHERE d.type = 'capital_deces'
        AND d.resultat = 'accordee'
        AND d.deposee_le >= p.date_deces
        AND d.decidee_le <= :au
),
obtenus AS (
    SELECT assure, defunt, decidee_le FROM accords
    UNION ALL
    SELECT p.assure, p.defunt, a.decidee_le
    FROM accords AS a
    JOIN proche_d_un_defunt AS p ON p.defunt = a.defunt AND p.foyer = a.foyer
)
SELECT assure, defunt AS objet, min(decidee_le) AS obtenu_le
FROM obtenus
GROUP BY assure, defunt
